/**
 * The first invoice of each kind is booked alone and compared before the others follow (design: canary). A kind belongs to a line,
 * not to an invoice: VAT type, account, price mode and sign decide how a line is booked, and few kinds make up many invoices.
 * It must never call anything proven that Tripletex did not show; what it did not show is said.
 */
import type { TripletexInvoiceDetails } from "../tripletex/schemas.ts";
import { compareBooked } from "./booked-invoice.ts";
import type { InvoiceExpectation } from "./decision.ts";
import { formatKroner } from "./format.ts";

/** What Tripletex must make of one line; amounts in øre. */
export interface ExpectedLine {
  vatTypeId: number;
  accountId: number;
  /** Its number for people; null when no product group names it any more. */
  accountNumber: number | null;
  netOere: number;
  grossOere: number;
  isIncludingVat: boolean;
}

/** What a canary is compared with. */
export interface CanaryExpectation {
  invoice: InvoiceExpectation;
  lines: ExpectedLine[];
}

export interface CanaryFindings {
  /** What differs, in plain words; empty when everything that could be seen is right. */
  differences: string[];
  /** False when Tripletex does not show this token on which accounts it booked. */
  areAccountsSeen: boolean;
}

/** The kinds of the lines, each once. A line of zero kroner is not posted and can't be booked wrongly. */
export function kindsOf(lines: readonly ExpectedLine[]): string[] {
  return [...new Set(lines.filter(({ grossOere }) => grossOere !== 0).map(kindOf))];
}

function kindOf({ vatTypeId, accountId, grossOere, isIncludingVat }: ExpectedLine): string {
  const mode = isIncludingVat ? "including VAT" : "excluding VAT";
  return `VAT type ${vatTypeId}, account ${accountId}, ${mode}, ${grossOere > 0 ? "charge" : "deduction"}`;
}

/**
 * Compares what was wanted with the invoice as Tripletex shows it afterwards: figures, dates and number; the VAT type of its lines with their
 * totals; and, where Tripletex shows them, the accounts of its postings. Totals can agree where VAT type or account are wrong.
 */
export function compareCanary(
  { invoice, lines }: CanaryExpectation,
  booked: TripletexInvoiceDetails,
): CanaryFindings {
  const posted = lines.filter(({ grossOere }) => grossOere !== 0);
  // The lines of a credit note are Tripletex's own reversal: its figures are what can be compared.
  if (lines.length === 0) return { differences: compareBooked(invoice, booked), areAccountsSeen: true };
  const areAccountsSeen = booked.voucherPostings.some(({ accountId }) => accountId !== null);
  return {
    differences: [
      ...compareBooked(invoice, booked),
      ...compareVatTypes(posted, booked),
      ...(areAccountsSeen ? compareAccounts(posted, booked) : []),
    ],
    areAccountsSeen,
  };
}

/** What a run says of the first invoice that it found right; of the further ones only a difference is worth a word. */
export function agreementNote(label: string, areAccountsSeen: boolean) {
  const right = `${label}, the first of its kind, is in Tripletex as Rubic has it`;
  const rest = "The first ones of other kinds are compared, too; only a difference is told.";
  return areAccountsSeen
    ? { level: "info" as const, message: `${right}. ${rest}` }
    : {
        level: "warning" as const,
        message: `${right}; Tripletex does not show this token on which accounts, so look at one such invoice there. ${rest}`,
      };
}

interface Sum {
  netOere: number;
  grossOere: number;
}

function sumBy<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => number,
  amountsOf: (row: Row) => Sum,
): Map<number, Sum> {
  const sums = new Map<number, Sum>();
  for (const row of rows) {
    const before = sums.get(keyOf(row)) ?? { netOere: 0, grossOere: 0 };
    const { netOere, grossOere } = amountsOf(row);
    sums.set(keyOf(row), { netOere: before.netOere + netOere, grossOere: before.grossOere + grossOere });
  }
  return sums;
}

const NOTHING: Sum = { netOere: 0, grossOere: 0 };

function compareVatTypes(lines: ExpectedLine[], { orderLines }: TripletexInvoiceDetails): string[] {
  const wanted = sumBy(
    lines,
    ({ vatTypeId }) => vatTypeId,
    (line) => line,
  );
  const booked = sumBy(
    orderLines.filter(({ grossOere }) => grossOere !== 0),
    ({ vatTypeId }) => vatTypeId,
    (line) => line,
  );
  return [...new Set([...wanted.keys(), ...booked.keys()])].flatMap((vatTypeId) => {
    const [should, is] = [wanted.get(vatTypeId) ?? NOTHING, booked.get(vatTypeId) ?? NOTHING];
    if (should.netOere === is.netOere && should.grossOere === is.grossOere) return [];
    return [
      `with VAT type ${vatTypeId} there are ${describe(is)} in Tripletex and should be ${describe(should)}`,
    ];
  });
}

function describe({ netOere, grossOere }: Sum): string {
  return `${formatKroner(netOere)} net, ${formatKroner(grossOere)} gross`;
}

/** Income is posted as credit, so a charge has a negative posting of its net amount. */
function compareAccounts(lines: ExpectedLine[], { voucherPostings }: TripletexInvoiceDetails): string[] {
  const wanted = sumBy(
    lines,
    ({ accountId }) => accountId,
    (line) => line,
  );
  const income = voucherPostings.filter(({ accountId }) => accountId !== null && wanted.has(accountId));
  const numbers = new Map(lines.map(({ accountId, accountNumber }) => [accountId, accountNumber]));
  return [...wanted].flatMap(([accountId, { netOere }]) => {
    const postings = income.filter((posting) => posting.accountId === accountId);
    const bookedOere = postings.reduce((sum, { amountOere }) => sum - amountOere, 0);
    const account = `account ${numbers.get(accountId) ?? `with id ${accountId}`}`;
    const foreign = postings.find(
      ({ vatTypeId }) =>
        vatTypeId !== null &&
        !lines.some((line) => line.accountId === accountId && line.vatTypeId === vatTypeId),
    );
    return [
      ...(bookedOere === netOere
        ? []
        : [
            `on ${account} there are ${formatKroner(bookedOere)} in Tripletex and should be ${formatKroner(netOere)}`,
          ]),
      ...(foreign === undefined ? [] : [`on ${account} VAT type ${foreign.vatTypeId} was used`]),
    ];
  });
}
