/** The months that the product has compared, beside the sums of the check: every figure must be the same, and no rest unnamed. */
import type { Doc } from "../../convex/_generated/dataModel.js";
import type { Checked, CheckedDocument, Scene } from "./check.ts";

export interface MonthSums {
  invoices: number;
  credits: number;
  rubicGrossOere: number;
  rubicPaidOere: number;
  rubicOutstandingOere: number;
  tripletexGrossOere: number;
  tripletexNetOere: number;
  tripletexVatOere: number;
  tripletexPaidOere: number;
  tripletexCount: number;
}

const NOTHING: MonthSums = {
  invoices: 0,
  credits: 0,
  rubicGrossOere: 0,
  rubicPaidOere: 0,
  rubicOutstandingOere: 0,
  tripletexGrossOere: 0,
  tripletexNetOere: 0,
  tripletexVatOere: 0,
  tripletexPaidOere: 0,
  tripletexCount: 0,
};

const MONTH_LENGTH = "2026-01".length;
export const monthOf = (date: string): string => date.slice(0, MONTH_LENGTH);

/** By `2026-01`. */
export function sumMonths(documents: readonly CheckedDocument[]): Map<string, MonthSums> {
  const months = new Map<string, MonthSums>();
  for (const document of documents) {
    const month = monthOf(document.date);
    months.set(month, add(months.get(month) ?? NOTHING, document));
  }
  return months;
}

function add(sums: MonthSums, { kind, booked, ...rubic }: CheckedDocument): MonthSums {
  return {
    invoices: sums.invoices + (kind === "invoice" ? 1 : 0),
    credits: sums.credits + (kind === "credit" ? 1 : 0),
    rubicGrossOere: sums.rubicGrossOere + rubic.rubicGrossOere,
    rubicPaidOere: sums.rubicPaidOere + rubic.rubicPaidOere,
    rubicOutstandingOere: sums.rubicOutstandingOere + rubic.rubicOutstandingOere,
    tripletexGrossOere: sums.tripletexGrossOere + (booked?.grossOere ?? 0),
    tripletexNetOere: sums.tripletexNetOere + (booked?.netOere ?? 0),
    tripletexVatOere: sums.tripletexVatOere + (booked?.vatOere ?? 0),
    tripletexPaidOere: sums.tripletexPaidOere + (booked?.paidOere ?? 0),
    tripletexCount: sums.tripletexCount + (booked === null ? 0 : 1),
  };
}

/** Months whose sums or rests are not as they must be, in sentences. */
export function compareMonths(
  scene: Scene,
  { documents }: Checked,
  isOver: (month: string) => boolean,
): string[] {
  const sums = sumMonths(documents);
  const rows = scene.machine.backend().rows("reconciledMonths");
  const compared = new Set(rows.map(({ from }) => monthOf(from)));
  const problem = scene.machine.backend().rows("reconciliations")[0]?.problem;
  return [
    ...(problem === undefined ? [] : [`the reconciliation came to no end: ${JSON.stringify(problem)}`]),
    ...[...sums.keys()]
      .filter((month) => isOver(month) && !compared.has(month))
      .map((month) => `${month} was not compared`),
    ...rows.flatMap((row) => compareMonth(scene, row, sums.get(monthOf(row.from)) ?? NOTHING)),
  ];
}

function compareMonth(scene: Scene, row: Doc<"reconciledMonths">, sums: MonthSums): string[] {
  const { rubic, tripletex, held, leftOut } = row.figures;
  const lines: [string, number, number][] = [
    ["documents in Rubic", rubic.count, sums.invoices + sums.credits],
    ["gross in Rubic", rubic.grossOere, sums.rubicGrossOere],
    ["paid in Rubic", rubic.paidOere, sums.rubicPaidOere],
    ["outstanding in Rubic", rubic.outstandingOere, sums.rubicOutstandingOere],
    ["documents in Tripletex", tripletex.count, sums.tripletexCount],
    ["net in Tripletex", tripletex.netOere, sums.tripletexNetOere],
    ["VAT in Tripletex", tripletex.vatOere, sums.tripletexVatOere],
    ["gross in Tripletex", tripletex.grossOere, sums.tripletexGrossOere],
    ["paid in Tripletex", tripletex.paidOere, sums.tripletexPaidOere],
    ["gross difference", rubic.grossOere - tripletex.grossOere - held.grossOere - leftOut.grossOere, 0],
  ];
  const wrong = lines
    .filter(([, found, wanted]) => found !== wanted)
    .map(([what, found, wanted]) => `${row.from}: ${what} is ${found}, should be ${wanted}`);
  return [...wrong, ...unnamedItems(scene, row)];
}

/** A difference is allowed on an invoice that somebody has paid or credited in Tripletex alone: it has a hold of its own. */
function unnamedItems({ machine, byHand, club }: Scene, row: Doc<"reconciledMonths">): string[] {
  const items = machine
    .backend()
    .rows("reconciledItems")
    .filter(({ monthId, generation }) => monthId === row._id && generation === row.generation)
    .flatMap((part) => part.items);
  const own = new Set([...byHand.payments.map(({ rubicInvoiceId }) => rubicInvoiceId), ...byHand.credited]);
  const labels = new Set(
    club.world.invoices
      .filter(({ invoiceID }) => own.has(invoiceID))
      .map(({ invoiceNumber }) => `Invoice ${invoiceNumber}`),
  );
  return items
    .filter(({ cause, holdCode, label }) => holdCode === null && cause !== "BY_HAND" && !labels.has(label))
    .map(({ label, cause, explanation }) => `${row.from}: ${label} differs (${cause}): ${explanation}`);
}
