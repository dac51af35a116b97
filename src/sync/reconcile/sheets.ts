/**
 * The months as tables for a spreadsheet: months side by side, VAT by type, and the documents that are not the same. What a cell
 * is stands beside its value, so that text is never taken for a number, a date or a formula.
 */
import { CAUSES } from "./causes.ts";
import type { Item } from "./compare-document.ts";
import { percentageOfKey } from "./documents.ts";
import type { Figures } from "./figures.ts";
import { differenceOf, type ItemCounts, type MonthFigures } from "./month.ts";

export type Cell =
  | { kind: "text"; text: string }
  | { kind: "oere"; oere: number }
  | { kind: "count"; count: number }
  /** YYYY-MM-DD */
  | { kind: "date"; isoDate: string }
  | { kind: "empty" };

export interface Sheet {
  name: string;
  /** The first row is the heading. */
  rows: Cell[][];
}

/** A month with its documents. */
export interface ExportedMonth {
  from: string;
  toExclusive: string;
  figures: MonthFigures;
  vatLabels: { key: string; label: string }[];
  standing: string;
  signOff: { actor: { name: string }; at: number; comment: string } | null;
  reopened: { because: string } | null;
  items: Item[];
  /** Documents that are counted and not listed. */
  moreItems: number;
}

/** A month as it is shown, with what was read of its documents. */
export function exportedMonth(
  month: Omit<ExportedMonth, "items" | "moreItems"> & { counts: ItemCounts },
  items: Item[],
): ExportedMonth {
  const all = Object.values(month.counts).reduce((sum, count) => sum + count, 0);
  return { ...month, items, moreItems: all - items.length };
}

const EMPTY: Cell = { kind: "empty" };
const text = (value: string): Cell => ({ kind: "text", text: value });
const oere = (value: number): Cell => ({ kind: "oere", oere: value });
const date = (isoDate: string): Cell => ({ kind: "date", isoDate });
const heading = (words: string[]): Cell[] => words.map(text);

const SIDES: { name: string; figuresOf: (figures: MonthFigures) => Figures }[] = [
  { name: "Rubic", figuresOf: ({ rubic }) => rubic },
  { name: "Tripletex", figuresOf: ({ tripletex }) => tripletex },
  { name: "Held", figuresOf: ({ held }) => held },
  { name: "Left out", figuresOf: ({ leftOut }) => leftOut },
  { name: "Difference", figuresOf: differenceOf },
];

/** All tables of these months, in the order in which a person reads them. */
export function sheetsOf(months: ExportedMonth[]): Sheet[] {
  return [
    { name: "Months", rows: [monthHeading, ...months.flatMap(monthRows)] },
    { name: "VAT", rows: [vatHeading, ...months.flatMap(vatRows)] },
    { name: "Documents", rows: [documentHeading, ...months.flatMap(documentRows)] },
  ];
}

const monthHeading = heading([
  "Month from",
  "Before",
  "Side",
  "Count",
  "Net",
  "VAT",
  "Gross",
  "Credited",
  "Paid",
  "Outstanding",
  "How it stands",
  "Signed off by",
  "Comment",
]);

function monthRows(month: ExportedMonth): Cell[][] {
  return SIDES.map(({ name, figuresOf }, index) => {
    const figures = figuresOf(month.figures);
    return [
      date(month.from),
      date(month.toExclusive),
      text(name),
      { kind: "count", count: figures.count },
      oere(figures.netOere),
      oere(figures.vatOere),
      oere(figures.grossOere),
      oere(figures.creditedOere),
      oere(figures.paidOere),
      oere(figures.outstandingOere),
      ...(index === 0 ? signatureCells(month) : []),
    ];
  });
}

function signatureCells({ standing, signOff, reopened }: ExportedMonth): Cell[] {
  const opened = reopened === null ? "" : ` Opened again: ${reopened.because}`;
  const signature = signOff === null ? [EMPTY, EMPTY] : [text(signOff.actor.name), text(signOff.comment)];
  return [text(`${standing}${opened}`), ...signature];
}

const vatHeading = heading(["Month from", "VAT type", "Side", "Net", "VAT"]);

/** A type that one side alone has is there for all, with zeros. */
function vatRows({ from, figures, vatLabels }: ExportedMonth): Cell[][] {
  const keys = new Set(SIDES.flatMap(({ figuresOf }) => figuresOf(figures).vat.map(({ key }) => key)));
  return [...keys].toSorted().flatMap((key) =>
    SIDES.map(({ name, figuresOf }) => {
      const own = figuresOf(figures).vat.find((amount) => amount.key === key);
      const label = vatName(key, vatLabels);
      return [date(from), text(label), text(name), oere(own?.netOere ?? 0), oere(own?.vatOere ?? 0)];
    }),
  );
}

/** `3 · 25 %`; a type that Tripletex does not list any more by its id, and an unknown one by its percentage. */
export function vatName(key: string, labels: { key: string; label: string }[]): string {
  const percentage = percentageOfKey(key);
  if (percentage !== null) return `${percentage} %, type not known`;
  return labels.find((label) => label.key === key)?.label ?? `VAT type with id ${key}`;
}

const documentHeading = heading([
  "Month from",
  "Why",
  "Code",
  "Document",
  "Date",
  "Gross in Rubic",
  "Credited in Rubic",
  "Paid in Rubic",
  "Outstanding in Rubic",
  "Gross in Tripletex",
  "Credited in Tripletex",
  "Paid in Tripletex",
  "Outstanding in Tripletex",
  "Explanation",
  "What to do",
]);

function documentRows({ from, items, moreItems }: ExportedMonth): Cell[][] {
  const rows = items.map((item) => [
    date(from),
    text(CAUSES[item.cause].title),
    item.holdCode === null ? EMPTY : text(item.holdCode),
    text(item.label),
    date(item.documentDate),
    ...briefCells(item.rubic),
    ...briefCells(item.tripletex),
    text(item.explanation),
    text(CAUSES[item.cause].remedy),
  ]);
  if (moreItems === 0) return rows;
  return [...rows, [date(from), text(`and ${moreItems} more documents, counted and not listed`)]];
}

function briefCells(brief: Item["rubic"]): Cell[] {
  if (brief === null) return [EMPTY, EMPTY, EMPTY, EMPTY];
  return [oere(brief.grossOere), oere(brief.creditedOere), oere(brief.paidOere), oere(brief.outstandingOere)];
}
