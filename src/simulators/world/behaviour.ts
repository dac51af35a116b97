/**
 * How payers behave, in the shares of Rubic dossier 7.4: when and how an invoice is paid, credited, reminded. A settlement is a list of events with
 * dates; the world applies those that have happened by its day. Deciding and applying are apart so that named examples can state theirs outright.
 */
import { addDays, dateIn } from "./days.ts";
import type { Invoice } from "./entities.ts";
import { divideRounded, oere } from "./money.ts";
import type { Random } from "./random.ts";
import { TRANSACTION_TYPE } from "./settling.ts";

/** One thing that happens to an invoice on a date; amounts in øre. */
export type SettlementEvent =
  | { kind: "payment"; date: string; registeredDate: string; amountOere: number; typeID: number }
  | { kind: "credit"; date: string; amountOere: number }
  | { kind: "reminder"; date: string; feeOere: number };

export type Settlement = (invoice: Invoice) => SettlementEvent[];

/** The law's highest reminder fee and its earliest day (Rubic dossier 6.3). */
export const REMINDER_FEE_OERE = 3_500;
const REMINDER_AFTER_DAYS = 14;

const TIMING = [
  ["early", 54],
  ["onDueDate", 25],
  ["afterFirstReminder", 12],
  ["afterSecondReminder", 5],
  ["never", 1],
  ["credited", 2.5],
  ["partlyCredited", 0.5],
] as const;

const SPECIAL = [
  ["plain", 96.2],
  ["twoPayments", 3],
  ["overpaid", 0.3],
  ["refunded", 0.4],
  ["paidTwice", 0.1],
] as const;

const WAYS = [
  [TRANSACTION_TYPE.vipps, 50],
  [TRANSACTION_TYPE.ocr, 36],
  [TRANSACTION_TYPE.card, 12],
  [TRANSACTION_TYPE.manual, 2],
] as const;

/** Most clubs remind for free; a fee on few second reminders keeps the mass of invoices plain. */
const SECOND_REMINDER_FEE_SHARE = 0.15;
const REGISTERED_LATE_SHARE = 0.01;
const LATEST_REGISTRATION_DAYS = 20;
const OVERPAID_OERE = 5_000;
const PARTLY_CREDITED_PERCENT = 30;
const REFUND_AFTER_DAYS = 10;
const TWICE_AFTER_DAYS = 4;

/** The settlement of an ordinary invoice, by chance. An invoice over nothing needs none. */
export function settleByChance(random: Random): Settlement {
  return (invoice) => {
    const totalOere = oere(invoice.totalAmount);
    const due = dateIn(invoice.dueDate);
    const timing = random.weighted(TIMING);
    const special = random.weighted(SPECIAL);
    const makePayment = (date: string, amountOere: number) => payByChance(random, date, amountOere);
    if (totalOere <= 0 || timing === "never") {
      return [];
    }
    if (timing === "credited") {
      return [{ kind: "credit", date: due, amountOere: totalOere }];
    }
    if (timing === "partlyCredited") {
      const creditedOere = divideRounded(totalOere * PARTLY_CREDITED_PERCENT, 100);
      return [
        { kind: "credit", date: due, amountOere: creditedOere },
        makePayment(due, totalOere - creditedOere),
      ];
    }
    const reminders = remind(random, due, timing);
    const feeOere = reminders.reduce((sum, reminder) => sum + reminder.feeOere, 0);
    const date = paymentDate(random, invoice, timing);
    return [...reminders, ...paySpecially(special, { date, amountOere: totalOere + feeOere, makePayment })];
  };
}

/** A payment with its own dates; registered on the payment date unless said otherwise. */
export function payment(
  date: string,
  amountOere: number,
  more: { typeID?: number; registeredDate?: string } = {},
) {
  const { typeID = TRANSACTION_TYPE.vipps, registeredDate = date } = more;
  return { kind: "payment" as const, date, registeredDate, amountOere, typeID };
}

type PaidTiming = "early" | "onDueDate" | "afterFirstReminder" | "afterSecondReminder";

function paymentDate(random: Random, invoice: Invoice, timing: PaidTiming): string {
  const issued = dateIn(invoice.invoiceDate);
  const due = dateIn(invoice.dueDate);
  switch (timing) {
    case "early":
      return addDays(issued, random.whole(0, 12));
    case "onDueDate":
      return addDays(due, random.whole(-1, 1));
    case "afterFirstReminder":
      return addDays(due, REMINDER_AFTER_DAYS + random.whole(1, 10));
    case "afterSecondReminder":
      return addDays(due, 2 * REMINDER_AFTER_DAYS + random.whole(1, 12));
    default:
      return timing satisfies never;
  }
}

function remind(random: Random, due: string, timing: PaidTiming) {
  const hasFee = random.chance(SECOND_REMINDER_FEE_SHARE);
  const reminder = (count: number, feeOere: number) => ({
    kind: "reminder" as const,
    date: addDays(due, count * REMINDER_AFTER_DAYS),
    feeOere,
  });
  if (timing === "afterFirstReminder") {
    return [reminder(1, 0)];
  }
  return timing === "afterSecondReminder"
    ? [reminder(1, 0), reminder(2, hasFee ? REMINDER_FEE_OERE : 0)]
    : [];
}

function payByChance(random: Random, date: string, amountOere: number): SettlementEvent {
  const isLate = random.chance(REGISTERED_LATE_SHARE);
  const registeredDate = addDays(date, isLate ? random.whole(1, LATEST_REGISTRATION_DAYS) : 0);
  return payment(date, amountOere, { typeID: random.weighted(WAYS), registeredDate });
}

function paySpecially(
  special: (typeof SPECIAL)[number][0],
  pay: {
    date: string;
    amountOere: number;
    makePayment: (date: string, amountOere: number) => SettlementEvent;
  },
): SettlementEvent[] {
  const { date, amountOere, makePayment } = pay;
  const whole = makePayment(date, amountOere);
  switch (special) {
    case "plain":
      return [whole];
    case "twoPayments": {
      const firstOere = divideRounded(amountOere, 2);
      return [
        makePayment(date, firstOere),
        makePayment(addDays(date, TWICE_AFTER_DAYS), amountOere - firstOere),
      ];
    }
    case "overpaid":
      return [makePayment(date, amountOere + OVERPAID_OERE)];
    case "refunded":
      return [whole, ...refund(addDays(date, REFUND_AFTER_DAYS), amountOere)];
    case "paidTwice":
      return [whole, makePayment(addDays(date, TWICE_AFTER_DAYS), amountOere)];
    default:
      return special satisfies never;
  }
}

/** Money back and the invoice credited, so that nothing stays open. */
function refund(date: string, amountOere: number): SettlementEvent[] {
  return [
    { kind: "credit", date, amountOere },
    payment(date, -amountOere, { typeID: TRANSACTION_TYPE.refund }),
  ];
}
