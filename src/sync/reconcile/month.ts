/**
 * A month of invoices, added up document by document: Rubic beside Tripletex, what is held and what is left out between them, and
 * every document that is not simply the same on both sides. Invoices made by hand in Tripletex are listed apart, outside of the sums.
 */
import { CAUSES, groupOf, ITEM_GROUPS, type ItemGroup, type ItemKind } from "./causes.ts";
import type { Brief, ComparedDocument, Item } from "./compare-document.ts";
import { type AMOUNTS, type Figures, isNothing, minus, NO_FIGURES, plus } from "./figures.ts";

export interface MonthFigures {
  rubic: Figures;
  tripletex: Figures;
  held: Figures;
  leftOut: Figures;
}

/** How many documents of each kind are named, and how many there are. */
export type ItemCounts = Record<ItemKind, number>;

export interface ReconciledMonth {
  figures: MonthFigures;
  counts: ItemCounts;
  /** Of `counts.difference`: documents that no sync has met yet. */
  waitingCount: number;
  byHandOere: number;
  /** At most `MAX_ITEMS`, differences first; `counts` counts all. */
  items: Item[];
}

/** Of a group; a month with more unusual documents than these has one cause for most of them. Those beyond are counted. */
export const MAX_ITEMS = 2_000;

export const NO_ITEMS: ItemCounts = { difference: 0, held: 0, leftOut: 0, byHand: 0 };

/** What has been added up of a month so far; its items are kept apart. */
export type MonthTotals = Omit<ReconciledMonth, "items">;

/** As a step has kept them; one of an earlier version did not tell apart what waits. */
export type KeptTotals = Omit<MonthTotals, "waitingCount"> & { waitingCount?: number | undefined };

const NOTHING: KeptTotals = {
  figures: { rubic: NO_FIGURES, tripletex: NO_FIGURES, held: NO_FIGURES, leftOut: NO_FIGURES },
  counts: NO_ITEMS,
  byHandOere: 0,
};

/** Adds one document at a time, from where another sum has stopped; the items of each kind are kept up to `MAX_ITEMS`. */
export class MonthSum {
  readonly figures: MonthFigures;
  readonly counts: ItemCounts;
  waitingCount: number;
  byHandOere: number;
  #items: Item[] = [];

  constructor({ figures, counts, waitingCount = 0, byHandOere }: KeptTotals = NOTHING) {
    this.figures = { ...figures };
    this.counts = { ...counts };
    this.waitingCount = waitingCount;
    this.byHandOere = byHandOere;
  }

  add(compared: ComparedDocument): void {
    const { figures } = this;
    figures.rubic = plus(figures.rubic, compared.rubic);
    figures.tripletex = plus(figures.tripletex, compared.tripletex);
    figures.held = plus(figures.held, compared.held);
    figures.leftOut = plus(figures.leftOut, compared.leftOut);
    for (const item of compared.items) this.#note(item);
  }

  addByHand(item: Item): void {
    this.byHandOere += item.tripletex?.grossOere ?? 0;
    this.#note(item);
  }

  #note(item: Item): void {
    const group = groupOf(item.cause);
    if (this.#countOf(group) < MAX_ITEMS) this.#items.push(item);
    this.counts[CAUSES[item.cause].kind] += 1;
    if (group === "waits") this.waitingCount += 1;
  }

  #countOf(group: ItemGroup): number {
    if (group === "differs") return wrongCount(this);
    return group === "waits" ? this.waitingCount : this.counts[group];
  }

  totals(): MonthTotals {
    const { figures, counts, waitingCount, byHandOere } = this;
    return { figures: { ...figures }, counts: { ...counts }, waitingCount, byHandOere };
  }

  /** Items that were not taken yet. */
  takeItems(): Item[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  /** @param earlier the items that were taken on the way */
  end(earlier: Item[] = []): ReconciledMonth {
    const byGroup = Map.groupBy([...earlier, ...this.#items], ({ cause }) => groupOf(cause));
    const sorted = ITEM_GROUPS.flatMap((group) => (byGroup.get(group) ?? []).toSorted(byDateAndLabel));
    return { ...this.totals(), items: sorted.slice(0, MAX_ITEMS) };
  }
}

function byDateAndLabel(left: Item, right: Item): number {
  const [one, other] = [left, right].map(({ documentDate, label }) => `${documentDate} ${label}`);
  return (one ?? "") < (other ?? "") ? -1 : 1;
}

/** Rubic less Tripletex, held and left out: zero in every figure when each øre is accounted for. */
export function differenceOf({ rubic, tripletex, held, leftOut }: MonthFigures): Figures {
  return minus(minus(minus(rubic, tripletex), held), leftOut);
}

/** No document differs, and neither does a sum. */
export function isEqual({ figures, counts }: Pick<ReconciledMonth, "figures" | "counts">): boolean {
  return counts.difference === 0 && isNothing(differenceOf(figures));
}

/**
 * How many documents of a month differ for another reason than that no sync has met them yet. The month itself is not equal before
 * they are met; but that Rubic has had one payment more since 14:02 is no news about the books as of 14:02.
 */
export function wrongCount({
  counts,
  waitingCount,
}: Pick<ReconciledMonth, "counts" | "waitingCount">): number {
  return counts.difference - waitingCount;
}

/**
 * What a sign-off is about: what was invoiced and credited on both sides, what waits or is left out and what differs, in sum and
 * document by document, and what was made by hand. A payment that both sides have is everyday life and takes no signature back; one
 * that only one side has, held ones included, does.
 */
export function signedParts({ figures, counts, byHandOere, items }: ReconciledMonth) {
  const difference = differenceOf(figures);
  return {
    rubic: withoutPayments(figures.rubic),
    tripletex: withoutPayments(figures.tripletex),
    held: figures.held,
    leftOut: figures.leftOut,
    counts,
    differenceOere: [difference.paidOere, difference.outstandingOere],
    byHandOere,
    items: items.flatMap(signedItem).toSorted(),
  };
}

function withoutPayments({ paidOere: _paid, outstandingOere: _outstanding, ...figures }: Figures) {
  return figures;
}

/** By how much the sides of a document are apart, not how high they are: a payment that both have changes nothing of it. */
function signedItem({ cause, label, rubic, tripletex }: Item): string[] {
  if (CAUSES[cause].kind === "byHand") return [];
  const apart = BRIEF_AMOUNTS.map((name) => (rubic?.[name] ?? 0) - (tripletex?.[name] ?? 0));
  return [JSON.stringify([label, cause, ...apart])];
}

const BRIEF_AMOUNTS = [
  "grossOere",
  "creditedOere",
  "paidOere",
  "outstandingOere",
] as const satisfies (keyof Brief)[];

const CHANGES = [
  ["count", "invoices"],
  ["netOere", "net"],
  ["vatOere", "VAT"],
  ["grossOere", "gross"],
  ["creditedOere", "credited"],
] as const satisfies [(typeof AMOUNTS)[number], string][];

/** Of what waits or is left out, payments are signed as well. */
const OPEN_CHANGES = [...CHANGES, ["paidOere", "paid"], ["outstandingOere", "outstanding"]] as const;

const countedWords = (waitingCount: number): [ItemKind, string][] => [
  [
    "difference",
    waitingCount > 0 ? "documents that differ or wait for the next sync" : "documents that differ",
  ],
  ["held", "documents that are held"],
  ["leftOut", "documents that are left out"],
];

/** Which parts of what was signed have changed: `gross in Tripletex`, `documents that differ`. */
export function describeSignedChange(
  before: Omit<MonthTotals, "waitingCount">,
  after: MonthTotals,
): string[] {
  const sides = [
    ["rubic", "in Rubic", CHANGES],
    ["tripletex", "in Tripletex", CHANGES],
    ["held", "held", OPEN_CHANGES],
    ["leftOut", "left out", OPEN_CHANGES],
  ] as const;
  const figures = sides.flatMap(([side, where, changes]) =>
    changes.flatMap(([name, word]) =>
      before.figures[side][name] === after.figures[side][name] ? [] : [`${word} ${where}`],
    ),
  );
  const counted = countedWords(after.waitingCount).flatMap(([kind, words]) =>
    before.counts[kind] === after.counts[kind] ? [] : [words],
  );
  const isHandEqual = before.counts.byHand === after.counts.byHand && before.byHandOere === after.byHandOere;
  const parts = [...figures, ...counted, ...(isHandEqual ? [] : ["invoices made by hand in Tripletex"])];
  // VAT may have moved between types, payments between sides and a difference between documents without any of the above.
  return parts.length > 0
    ? parts
    : ["the split of VAT, a payment that only one side has, or which documents differ, are held or left out"];
}
