/** What goes with an invoice that is left out, in the words that page and command line share. */
import { formatKroner } from "./format.ts";

interface Sum {
  count: number;
  oere: number;
}

/** Payments and credits that wait for one invoice, in øre. */
export interface GoingWith {
  payments: Sum;
  credits: Sum;
  /** There are more of them than were added up. */
  isMore: boolean;
}

/** `6 payments over 2 400,00 kr and 1 credit over −650,00 kr`; null where nothing goes with it. */
export function describeGoingWith({ payments, credits, isMore }: GoingWith): string | null {
  const parts = [describeSum(payments, "payment"), describeSum(credits, "credit")].filter(
    (part) => part !== null,
  );
  if (parts.length === 0) return null;
  return isMore ? `more than ${parts.join(" and ")}` : parts.join(" and ");
}

function describeSum({ count, oere }: Sum, noun: string): string | null {
  if (count === 0) return null;
  return `${count} ${count === 1 ? noun : `${noun}s`} over ${formatKroner(oere)}`;
}
