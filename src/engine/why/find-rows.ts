/**
 * Finds a record in Rubic with the engine's own reading: the pages and windows of the next sync first, then everything else. What
 * is found there and nowhere in the window is a record that no sync would meet.
 */
import { RepeatedPageError } from "../page-reader.ts";
import type { TypeHandler } from "../pages.ts";
import type { Subject } from "./subjects.ts";

export interface KeyedRow<Row> {
  key: string;
  row: Row;
}

/** A number that a person knows, or the key by which the service stores the record. */
export interface Wanted {
  by: "number" | "key";
  text: string;
}

/**
 * nextWindow: what the next sync reads anyway. asked: payments that it reads since a sync has asked for them. ahead: what it does not read
 * yet. beyond: what it does not read any more.
 */
export type Place = "nextWindow" | "asked" | "ahead" | "beyond";

export interface Reading<Row> {
  handler: TypeHandler<Row>;
  place: Place;
}

export interface FoundRows<Row> {
  rows: KeyedRow<Row>[];
  reading: Reading<Row>;
  /** Why the record can't be read, where Rubic delivers it in a form that is not understood. */
  unreadable: string | null;
}

/** Customers and products may share a number; more of them than this are not explained one by one. */
const MAX_ROWS = 5;

/** Null when Rubic delivers no such record. @throws RemoteError, RepeatedPageError */
export async function findRows<Row>(
  { readings, isMeant = () => true }: Pick<Subject<Row>, "readings" | "isMeant">,
  wanted: Wanted,
): Promise<FoundRows<Row> | null> {
  for (const reading of readings()) {
    const { rows, unreadable } = await readMatching(reading.handler, {
      isWanted: ({ key, row }, handler) =>
        isMeant(row) &&
        (wanted.by === "key" ? key === wanted.text : handler.numbersOf(row).includes(wanted.text)),
      unreadableKey: wanted.text,
      isOne: isDocument(reading.handler),
    });
    if (rows.length > 0 || unreadable !== null) return { rows: rows.slice(0, MAX_ROWS), reading, unreadable };
  }
  return null;
}

interface Matching<Row> {
  isWanted: (keyed: KeyedRow<Row>, handler: TypeHandler<Row>) => boolean;
  /** Of rows that can't be read only the key is known. */
  unreadableKey?: string;
  /** Nothing more is read once it is found. */
  isOne: boolean;
}

/** Invoices and transactions have a number of their own (Rubic dossier 2.5 and 2.7); an invoice may be credited more than once. */
function isDocument({ kind }: Pick<TypeHandler<never>, "kind">): boolean {
  return kind === "invoice" || kind === "payment";
}

/** Reads a list to its end, an empty page (Rubic dossier 1.2). A row that comes twice because pages shifted counts once. */
export async function readMatching<Row>(
  handler: TypeHandler<Row>,
  { isWanted, unreadableKey, isOne }: Matching<Row>,
): Promise<{ rows: KeyedRow<Row>[]; unreadable: string | null }> {
  const found = new Map<string, KeyedRow<Row>>();
  let unreadable: string | null = null;
  let keysBefore = "";
  for (let pageNo = 1; ; pageNo += 1) {
    const page = await handler.readPage(pageNo);
    if (page.rowCount === 0) return { rows: [...found.values()], unreadable };
    const keyed = await Promise.all(
      page.records.map(async (row) => ({ key: await handler.keyOf(row), row })),
    );
    const keys = JSON.stringify(keyed.map(({ key }) => key));
    if (keyed.length > 0 && keys === keysBefore) throw new RepeatedPageError(pageNo);
    keysBefore = keys;
    for (const each of keyed) if (isWanted(each, handler)) found.set(each.key, each);
    unreadable ??= page.quarantined.find(({ key }) => key === unreadableKey)?.reason ?? null;
    if (isOne && (found.size > 0 || unreadable !== null)) return { rows: [...found.values()], unreadable };
  }
}
