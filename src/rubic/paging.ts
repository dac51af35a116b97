/**
 * Reads a small Rubic list to its end.
 * It exists because a server may cap the page size silently: only an empty page proves the end (Rubic dossier 1.2).
 * It must never take a repeated page for new rows, nor run for ever.
 */

/** One page of a small list. */
export interface ListPage<T> {
  rowCount: number;
  records: T[];
}

/** How to read a list: one page by its number (from 1), the key of a record, and what to throw when pages can't be told apart. */
export interface ListReading<T> {
  readPage: (pageNo: number) => Promise<ListPage<T>>;
  keyOf: (record: T) => string | number;
  refuse: (detail: string) => Error;
}

/** A list of groups or departments has some dozens of rows; more pages than this means that the pages never end. */
const MAX_PAGES = 1000;

/**
 * Reads pages until one is empty; a page shorter than asked for is not trusted to be the last. A key that comes twice
 * is kept once. Throws what `refuse` makes when a page repeats the one before it: the server ignores pageNo.
 */
export async function readAllPages<T>({ readPage, keyOf, refuse }: ListReading<T>): Promise<T[]> {
  const records = new Map<string | number, T>();
  let keysBefore: string | null = null;
  for (let pageNo = 1; pageNo <= MAX_PAGES; pageNo += 1) {
    const page = await readPage(pageNo);
    if (page.rowCount === 0) return [...records.values()];
    const keys = JSON.stringify(page.records.map((record) => String(keyOf(record))).toSorted());
    if (keys === keysBefore) throw refuse(`page ${pageNo} repeats page ${pageNo - 1}`);
    keysBefore = keys;
    for (const record of page.records) if (!records.has(keyOf(record))) records.set(keyOf(record), record);
  }
  throw refuse(`the list did not end after ${MAX_PAGES} pages`);
}
