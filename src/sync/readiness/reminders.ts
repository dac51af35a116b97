/**
 * Whether Tripletex would chase or bill members by itself. The company's defaults are not in its API, but this service sets the
 * switches of every customer that it creates; what is looked at is customers that are there already, which are never changed.
 */
import { count, type Fact, green, listSome, type ReadinessLine, unknown, warning } from "./line.ts";

/** A customer in Tripletex with its switches (Tripletex dossier 5). */
export interface CustomerSwitches {
  number: number;
  isAutomaticReminderEnabled: boolean;
  isAutomaticSoftReminderEnabled: boolean;
  isAutomaticNoticeOfDebtCollectionEnabled: boolean;
  isFactoring: boolean;
  invoiceSendSMSNotification: boolean;
  invoiceSendMethod: string | null;
}

const CHECKS: readonly { words: string; isOn: (customer: CustomerSwitches) => boolean }[] = [
  {
    words: "automatic reminders",
    isOn: (each) => each.isAutomaticReminderEnabled || each.isAutomaticSoftReminderEnabled,
  },
  {
    words: "automatic debt collection notices",
    isOn: (each) => each.isAutomaticNoticeOfDebtCollectionEnabled,
  },
  { words: "factoring", isOn: (each) => each.isFactoring },
  { words: "SMS", isOn: (each) => each.invoiceSendSMSNotification },
  { words: "sending other than by hand", isOn: (each) => each.invoiceSendMethod !== "MANUAL" },
];

/** @param rubicNumbers customer numbers of Rubic: only those get invoices from this service */
export function remindersLine(
  customers: Fact<CustomerSwitches[]>,
  rubicNumbers: Fact<ReadonlySet<number>>,
): ReadinessLine {
  const byHand =
    "By hand: Tripletex, Customers, the tab Invoice settings of each customer that Rubic has too.";
  if (!customers.isKnown) return unknown("REMINDERS", customers, byHand);
  if (!rubicNumbers.isKnown) return unknown("REMINDERS", rubicNumbers, byHand);
  const shared = customers.value.filter(({ number }) => rubicNumbers.value.has(number));
  const found = CHECKS.map(({ words, isOn }) => ({
    words,
    numbers: shared.filter(isOn).map(({ number }) => number),
  }));
  const on = found.filter(({ numbers }) => numbers.length > 0);
  const base = `Tripletex has ${count(shared.length, "customer")} with a number of Rubic's`;
  const defaults = "New customers are made with all of it off; the company's defaults can't be read.";
  if (on.length === 0) return green("REMINDERS", `${base}, none with anything automatic on. ${defaults}`);
  const parts = on.map(
    ({ words, numbers }) => `${words}: ${numbers.length} (${listSome(numbers.map(String))})`,
  );
  return warning(
    "REMINDERS",
    `${base}; switched on there: ${parts.join("; ")}. ${defaults}`,
    "Let the accountant switch these off on the customers named, so that no member is billed or chased twice. This service does not change them.",
  );
}
