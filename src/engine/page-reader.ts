/**
 * Reads Rubic's pages and knows which one is the last. A page that is shorter than asked proves nothing, since a server may
 * cap the page size silently; only an empty page after it does (Rubic dossier 1.2). The page read ahead is kept.
 */
import type { RubicPage } from "../rubic/client.ts";
import type { Cursor } from "./store.ts";

interface PageSource<Row> {
  pageSize: number;
  readPage(pageNo: number): Promise<RubicPage<Row>>;
}

export class PageReader<Row> {
  readonly #source: PageSource<Row>;
  #ahead: { pageNo: number; page: RubicPage<Row> } | null = null;

  constructor(source: PageSource<Row>) {
    this.#source = source;
  }

  /** @throws RemoteError */
  async read(pageNo: number): Promise<{ page: RubicPage<Row>; isLast: boolean }> {
    const ahead = this.#ahead;
    const page = ahead?.pageNo === pageNo ? ahead.page : await this.#source.readPage(pageNo);
    if (page.rowCount === 0) return { page, isLast: true };
    if (page.rowCount >= this.#source.pageSize) return { page, isLast: false };
    const next = await this.#source.readPage(pageNo + 1);
    this.#ahead = { pageNo: pageNo + 1, page: next };
    return { page, isLast: next.rowCount === 0 };
  }
}

/** Rubic delivered a page again under another number. */
export class RepeatedPageError extends Error {
  constructor(pageNo: number) {
    super(`Rubic delivered page ${pageNo - 1} again as page ${pageNo}.`);
    this.name = "RepeatedPageError";
  }
}

/** A server that ignores the page number would be read for ever. @throws RepeatedPageError */
export function refuseRepeatedPage(cursor: Cursor, keys: string[]): void {
  const previous = new Set(cursor.previousKeys);
  const isRepeated =
    keys.length > 0 && keys.length === previous.size && keys.every((key) => previous.has(key));
  if (isRepeated) throw new RepeatedPageError(cursor.pageNo);
}
