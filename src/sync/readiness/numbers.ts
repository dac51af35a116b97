/**
 * Whether the number series of Rubic and Tripletex stay apart. Invoices keep Rubic's number, while Tripletex goes on with
 * its own series for whatever people make there (credit notes too), so a meeting of the two blocks invoices on both sides.
 * Source: Tripletex dossier 8 and trap 8.
 */
import {
  count,
  type Fact,
  firstMissing,
  green,
  listSome,
  type ReadinessCode,
  type ReadinessLine,
  red,
  unknown,
  warning,
} from "./line.ts";
import type { Survey } from "./survey.ts";

/** What a club makes by hand in Tripletex in several years: invoices to sponsors, credit notes. */
export const SERIES_MARGIN = 1000;

/** An invoice in Tripletex that this service did not book. */
export interface OwnInvoice {
  number: number;
  date: string;
  grossOere: number;
}

export interface OwnInvoices {
  /** First invoice date that was read. */
  from: string;
  invoices: OwnInvoice[];
}

const MOVE_SERIES = `Let the accountant move Tripletex's own series away from Rubic's, at least ${SERIES_MARGIN} numbers below the lowest or above the highest.`;
const RUBIC_RANGE_BY_HAND =
  "By hand: compare the invoice numbers in Rubic with those under Invoice, Invoices in Tripletex.";

/**
 * Red before anything was booked: later nobody can choose another series. Then a clash holds single invoices by name, on the side that
 * comes second, and everything else must go on.
 */
export function invoiceNumbersLine(
  survey: Fact<Survey>,
  own: Fact<OwnInvoices>,
  { hasWritten }: { hasWritten: boolean },
): ReadinessLine {
  if (!survey.isKnown || !own.isKnown) {
    return unknownOf("INVOICE_NUMBERS", [survey, own], RUBIC_RANGE_BY_HAND);
  }
  const { highest, lowestToBook, numbers } = survey.value;
  if (highest === null) {
    return green("INVOICE_NUMBERS", "Rubic has no invoices yet, so there is no series to compare.");
  }
  const foreign = own.value.invoices.filter((each) => !isSameDocument(each, numbers.get(each.number)));
  const lowest = lowestToBook ?? highest + 1;
  const range = `Rubic's numbers to book begin at ${lowest}, the highest is ${highest}`;
  const highestOwn = Math.max(...foreign.map(({ number }) => number));
  if (foreign.length === 0) {
    const finding = `${range}; Tripletex has no invoice of its own since ${own.value.from}.`;
    return lowest > SERIES_MARGIN
      ? green("INVOICE_NUMBERS", finding)
      : nearLine(`${finding} Its own series begins at 1.`);
  }
  const finding = `${range}; Tripletex's own highest is ${highestOwn} (${count(foreign.length, "invoice")} since ${own.value.from}).`;
  const inside = foreign.filter(({ number }) => number >= lowest && number <= highest + SERIES_MARGIN);
  if (inside.length > 0) {
    const named = listSome(inside.map(({ number }) => String(number)));
    const clash = `${finding} ${count(inside.length, "number")} of Tripletex's own ${inside.length === 1 ? "lies" : "lie"} in Rubic's series: ${named}.`;
    return hasWritten
      ? warning(
          "INVOICE_NUMBERS",
          clash,
          `${MOVE_SERIES} Until then an invoice whose number is taken is held.`,
        )
      : red("INVOICE_NUMBERS", clash, MOVE_SERIES);
  }
  const isNear = foreign.some(({ number }) => number < lowest && lowest - number <= SERIES_MARGIN);
  return isNear ? nearLine(finding) : green("INVOICE_NUMBERS", finding);
}

function nearLine(finding: string): ReadinessLine {
  return warning(
    "INVOICE_NUMBERS",
    `${finding} Less than ${SERIES_MARGIN} numbers lie between the two series.`,
    "Plan with the accountant what happens when Tripletex's own series reaches Rubic's numbers.",
  );
}

/** The same number, day and amount: an invoice that somebody carried over before, which a sync adopts. */
function isSameDocument(own: OwnInvoice, rubic: { date: string; grossOere: number } | undefined): boolean {
  return rubic !== undefined && rubic.date === own.date && rubic.grossOere === own.grossOere;
}

export interface NumberedCustomer {
  number: number;
  name: string;
}

/** Equal numbers with other names are held one by one when they are synced, so nothing here is worse than a warning. */
export function customerNumbersLine(
  rubic: Fact<NumberedCustomer[]>,
  tripletex: Fact<NumberedCustomer[]>,
): ReadinessLine {
  if (!rubic.isKnown || !tripletex.isKnown) {
    const byHand = "By hand: compare the customer numbers in Rubic with those under Customers in Tripletex.";
    return unknownOf("CUSTOMER_NUMBERS", [rubic, tripletex], byHand);
  }
  const names = new Map(rubic.value.map(({ number, name }) => [number, name]));
  const highest = Math.max(0, ...names.keys());
  const highestThere = tripletex.value.reduce((top, { number }) => Math.max(top, number), 0);
  const others = tripletex.value.filter(({ number, name }) => isOther(names.get(number), name));
  const ahead = tripletex.value.filter(({ number }) => number > highest && number <= highest + SERIES_MARGIN);
  const finding = `The highest customer number is ${highest} in Rubic and ${highestThere} in Tripletex.`;
  if (others.length === 0 && ahead.length === 0) return green("CUSTOMER_NUMBERS", finding);
  const clashes =
    others.length === 0
      ? ""
      : ` ${count(others.length, "number")} ${others.length === 1 ? "belongs" : "belong"} to another name in Tripletex: ${listSome(others.map(({ number }) => String(number)))}.`;
  const next =
    ahead.length === 0
      ? ""
      : ` ${count(ahead.length, "customer")} in Tripletex ${ahead.length === 1 ? "has a number" : "have numbers"} that Rubic will give next: ${listSome(ahead.map(({ number }) => String(number)))}.`;
  return warning(
    "CUSTOMER_NUMBERS",
    `${finding}${clashes}${next}`,
    "Give these customers other numbers in Tripletex, or set a ledger customer number in Rubic; until then what clashes is held by name.",
  );
}

const fold = (text: string) => text.trim().toLowerCase();

function isOther(rubicName: string | undefined, name: string): boolean {
  return rubicName !== undefined && fold(rubicName) !== fold(name);
}

function unknownOf(code: ReadinessCode, facts: Fact<unknown>[], byHand: string): ReadinessLine {
  const missing = firstMissing(...facts);
  if (missing === null) throw new Error("one of the facts is missing");
  return unknown(code, missing, byHand);
}
