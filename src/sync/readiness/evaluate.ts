/** All lines of a readiness report, from what was found. Pure: what was asked of whom stands in `src/engine/readiness`. */

import type { Period } from "../periods.ts";
import type { VatTermKind } from "../vat-terms.ts";
import {
  bankAccountLine,
  cutOverLine,
  type InvoiceAccount,
  periodsLine,
  type VatStatus,
  vatLine,
} from "./books.ts";
import { type Company, type CompanyQuestion, companyLine } from "./company.ts";
import {
  type Clocks,
  clocksLine,
  entitlementsLine,
  type Probe,
  type Problem,
  rubicLine,
  settingsLine,
  tripletexLine,
} from "./connections.ts";
import { type Fact, known, type ReadinessLine } from "./line.ts";
import { mappingsLine, type UnmappedCode } from "./mappings.ts";
import {
  customerNumbersLine,
  invoiceNumbersLine,
  type NumberedCustomer,
  type OwnInvoices,
} from "./numbers.ts";
import { type CustomerSwitches, remindersLine } from "./reminders.ts";
import type { Dated, Survey } from "./survey.ts";

export interface ReadinessFacts extends Omit<CompanyQuestion, "seen"> {
  /** `YYYY-MM-DD` in Oslo. */
  today: string;
  /** Whether a run has written something to Tripletex in this environment. */
  hasWritten: boolean;
  vatTerms: VatTermKind;
  settings: Problem | null;
  rubic: Fact<{ organizationId: number; productGroups: number }>;
  tripletex: Fact<{ employeeId: number }>;
  probes: Fact<readonly Probe[]>;
  closedLists: readonly string[];
  company: Fact<Company>;
  booksFrom: string | null;
  vatStatus: Fact<VatStatus>;
  groupPercentages: Fact<number[]>;
  invoiceAccounts: Fact<InvoiceAccount[]>;
  periods: Fact<Period[]>;
  survey: Fact<Survey>;
  waiting: Fact<Dated[]>;
  ownInvoices: Fact<OwnInvoices>;
  rubicCustomers: Fact<NumberedCustomer[]>;
  tripletexCustomers: Fact<(NumberedCustomer & CustomerSwitches)[]>;
  unmapped: Fact<readonly UnmappedCode[]>;
  clocks: Clocks;
}

/** One line per precondition, in the order in which a person sets a deployment up. */
export function evaluateReadiness(facts: ReadinessFacts): ReadinessLine[] {
  const { survey, today, booksFrom, hasWritten, vatTerms } = facts;
  const surveyed = completeSurvey(survey);
  return [
    settingsLine(facts.settings),
    rubicLine(facts.rubic),
    tripletexLine(facts.tripletex),
    entitlementsLine(facts.probes, facts.closedLists),
    companyLine({ ...facts, seen: facts.company }),
    cutOverLine({ ...facts, foreignInvoices: foreignSince(facts.ownInvoices, booksFrom) }),
    vatLine({
      status: facts.vatStatus,
      survey: surveyed,
      groupPercentages: facts.groupPercentages,
      hasWritten,
    }),
    bankAccountLine(facts.invoiceAccounts),
    periodsLine({
      periods: facts.periods,
      survey: surveyed,
      waiting: facts.waiting,
      isVatRegistered: facts.vatStatus.isKnown && facts.vatStatus.value === "VAT_REGISTERED",
      vatTerms,
      hasWritten,
      today,
    }),
    invoiceNumbersLine(surveyed, facts.ownInvoices, facts),
    customerNumbersLine(facts.rubicCustomers, facts.tripletexCustomers),
    mappingsLine(facts.unmapped, facts),
    remindersLine(facts.tripletexCustomers, numbersOf(facts.rubicCustomers)),
    clocksLine(facts.clocks),
  ];
}

/** A conclusion from part of Rubic's records would be a guess. */
function completeSurvey(survey: Fact<Survey>): Fact<Survey> {
  if (!survey.isKnown || survey.value.isComplete) return survey;
  const { invoiceCount, from } = survey.value;
  return {
    isKnown: false,
    because: `only the first ${invoiceCount} invoices since ${from} could be read in the time that a check has.`,
    remedy: "Choose a later cut-over date, or check by hand and override this line.",
    kind: "refused",
  };
}

function foreignSince(own: Fact<OwnInvoices>, booksFrom: string | null): Fact<number> {
  if (!own.isKnown) return own;
  return known(own.value.invoices.filter(({ date }) => booksFrom !== null && date >= booksFrom).length);
}

function numbersOf(customers: Fact<NumberedCustomer[]>): Fact<ReadonlySet<number>> {
  return customers.isKnown ? known(new Set(customers.value.map(({ number }) => number))) : customers;
}
