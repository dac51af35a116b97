/** What `npm run reconcile` prints: a line per month, and of one month its sides and its documents. */
import type { FunctionReturnType } from "convex/server";
import type { api } from "../../convex/_generated/api.js";
import { formatInstant, formatIsoDate, formatKroner } from "../../src/sync/format.ts";
import { CAUSES } from "../../src/sync/reconcile/causes.ts";
import type { Item } from "../../src/sync/reconcile/compare-document.ts";
import { differenceOf } from "../../src/sync/reconcile/month.ts";
import { vatName } from "../../src/sync/reconcile/sheets.ts";

export type MonthView = FunctionReturnType<typeof api.reconciliation.months>["months"][number];

const LABEL_WIDTH = 12;
const AMOUNT_WIDTH = 18;

const MARKS: Record<MonthView["agreement"], string> = { equal: "=", waits: "…", differs: "≠" };

/** A line per month that has anything in it. */
export function monthLines(months: MonthView[], now: number): string[] {
  const shown = months.filter(({ figures }) => figures.rubic.count + figures.tripletex.count > 0);
  if (shown.length === 0) return ["No month has any invoice."];
  return shown.map((month) => {
    const gross = formatKroner(month.figures.rubic.grossOere).padStart(AMOUNT_WIDTH);
    return `${month.from.padEnd(LABEL_WIDTH)}${MARKS[month.agreement]} ${gross}  ${month.standing} ${signatureWords(month, now)}`.trimEnd();
  });
}

function signatureWords({ signOff, reopened }: MonthView, now: number): string {
  if (signOff !== null) return `Signed off by ${signOff.actor.name}, ${formatInstant(signOff.at, now)}.`;
  return reopened === null ? "" : `Opened again: ${reopened.because}`;
}

const FIGURES = [
  ["Count", "count"],
  ["Net", "netOere"],
  ["VAT", "vatOere"],
  ["Gross", "grossOere"],
  ["Credited", "creditedOere"],
  ["Paid", "paidOere"],
  ["Outstanding", "outstandingOere"],
] as const;

/** One month in full. */
export function monthDetailLines(month: MonthView, items: Item[], now: number): string[] {
  const { rubic, tripletex, held, leftOut } = month.figures;
  const sides = [rubic, tripletex, held, leftOut, differenceOf(month.figures)];
  const heads = ["Rubic", "Tripletex", "Held", "Left out", "Difference"];
  const head = " ".repeat(LABEL_WIDTH) + heads.map((word) => word.padStart(AMOUNT_WIDTH)).join("");
  const rows = FIGURES.map(([word, name]) => {
    const cells = sides.map((side) => (name === "count" ? String(side.count) : formatKroner(side[name])));
    return word.padEnd(LABEL_WIDTH) + cells.map((cell) => cell.padStart(AMOUNT_WIDTH)).join("");
  });
  const vatKeys = [...new Set(sides.flatMap(({ vat }) => vat.map(({ key }) => key)))];
  const vat = vatKeys.map((key) => {
    const cells = sides.map((side) => formatKroner(side.vat.find((own) => own.key === key)?.vatOere ?? 0));
    const name = vatName(key, month.vatLabels);
    return name.padEnd(LABEL_WIDTH) + cells.map((cell) => cell.padStart(AMOUNT_WIDTH)).join("");
  });
  const title = `${formatIsoDate(month.from)} and on, before ${formatIsoDate(month.toExclusive)}`;
  const byHand = month.counts.byHand === 0 ? [] : [byHandLine(month)];
  return [
    title,
    head,
    ...rows,
    "VAT by type",
    ...vat,
    month.standing,
    ...byHand,
    ...[signatureWords(month, now)].filter(Boolean),
    ...items.map(itemLine),
  ];
}

function byHandLine({ counts, byHandOere }: MonthView): string {
  return `${counts.byHand} made by hand in Tripletex, ${formatKroner(byHandOere)}, outside of the sums.`;
}

function itemLine({ cause, holdCode, label, documentDate, explanation }: Item): string {
  const { title, remedy } = CAUSES[cause];
  const code = holdCode === null ? "" : ` (${holdCode})`;
  return `  ${label}, ${formatIsoDate(documentDate)}: ${title}${code}. ${explanation} ${remedy}`;
}
