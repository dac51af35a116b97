/**
 * Finds one record in Rubic by its key. Rubic has no address for a single record (Rubic dossier 1.2), so its lists are read:
 * documents first around the day that is known of them, then backwards from today, and at last what is dated ahead.
 */
import type { RubicClient, RubicPage } from "../rubic/client.ts";
import type { RubicCustomer, RubicInvoice, RubicProduct, RubicTransaction } from "../rubic/schemas.ts";
import { customerKey } from "../sync/customer-number.ts";
import { startOfOsloDay } from "../sync/oslo.ts";
import { AHEAD_MS } from "../sync/reading.ts";
import { customerNumbers, invoiceNumbers, paymentNumbers, productNumbers } from "../sync/record-numbers.ts";
import type { LinkedKind } from "./store.ts";

const PAGE_SIZE = 1000;
const DAY_MS = 86_400_000;
/** Which date Rubic filters by is unknown (Rubic dossier 1.2), so the known day is looked around widely. */
const AROUND_MS = 62 * DAY_MS;
const STRETCH_MS = 92 * DAY_MS;
/** Claims lapse after three years; what is older is not linked any more. */
const FURTHEST_BACK_MS = 3 * 366 * DAY_MS;

export type FoundRecord =
  | { kind: "customer"; row: RubicCustomer }
  | { kind: "product"; row: RubicProduct }
  | { kind: "invoice"; row: RubicInvoice }
  | { kind: "payment"; row: RubicTransaction };

interface Wanted {
  kind: LinkedKind;
  rubicKey: string;
  /** A day near the document, when one is known. */
  documentDate: string | null;
}

/** Null when Rubic does not deliver it. @throws RemoteError */
export async function findRubicRecord(
  { rubic, now }: { rubic: RubicClient; now: number },
  { kind, rubicKey, documentDate }: Wanted,
): Promise<FoundRecord | null> {
  switch (kind) {
    case "customer": {
      const row = await findInPages(
        (pageNo) => rubic.customers({ pageNo, pageSize: PAGE_SIZE }),
        (each) => customerKey(each) === rubicKey,
      );
      return row && { kind, row };
    }
    case "product": {
      const row = await findInPages(
        (pageNo) => rubic.products({ pageNo, pageSize: PAGE_SIZE }),
        (each) => String(each.productID) === rubicKey,
      );
      return row && { kind, row };
    }
    case "invoice": {
      const row = await findInPeriods({ documentDate, now }, (period) =>
        findInPages(
          (pageNo) => rubic.invoices({ pageNo, pageSize: PAGE_SIZE, ...period }),
          (each) => String(each.invoiceID) === rubicKey,
        ),
      );
      return row && { kind, row };
    }
    case "payment": {
      const row = await findInPeriods({ documentDate, now }, (period) =>
        findInPages(
          (pageNo) => rubic.transactions({ pageNo, pageSize: PAGE_SIZE, ...period }),
          (each) => String(each.invoiceTransactionID) === rubicKey,
        ),
      );
      return row && { kind, row };
    }
  }
}

/** The key by which the service stores a record; null of a customer without a customer number. */
export function rubicKeyOf(found: FoundRecord): string | null {
  switch (found.kind) {
    case "customer":
      return customerKey(found.row);
    case "product":
      return String(found.row.productID);
    case "invoice":
      return String(found.row.invoiceID);
    case "payment":
      return String(found.row.invoiceTransactionID);
  }
}

/**
 * Finds the records that a person knows by `number`, as a sync of single records does. Rubic may have several customers or
 * products with one number, so those lists are read whole. @throws RemoteError
 */
export async function findByNumber(
  { rubic, now }: { rubic: RubicClient; now: number },
  { kind, number }: { kind: LinkedKind; number: string },
): Promise<FoundRecord[]> {
  switch (kind) {
    case "customer": {
      const readPage = (pageNo: number) => rubic.customers({ pageNo, pageSize: PAGE_SIZE });
      const rows = await collectFromPages(readPage, (row) => customerNumbers(row).includes(number));
      return rows.map((row) => ({ kind, row }));
    }
    case "product": {
      const readPage = (pageNo: number) => rubic.products({ pageNo, pageSize: PAGE_SIZE });
      const rows = await collectFromPages(readPage, (row) => productNumbers(row).includes(number));
      return rows.map((row) => ({ kind, row }));
    }
    case "invoice": {
      const row = await findInPeriods({ documentDate: null, now }, (period) =>
        findInPages(
          (pageNo) => rubic.invoices({ pageNo, pageSize: PAGE_SIZE, ...period }),
          (each) => invoiceNumbers(each).includes(number),
        ),
      );
      return row === null ? [] : [{ kind, row }];
    }
    case "payment": {
      const row = await findInPeriods({ documentDate: null, now }, (period) =>
        findInPages(
          (pageNo) => rubic.transactions({ pageNo, pageSize: PAGE_SIZE, ...period }),
          (each) => paymentNumbers(each).includes(number),
        ),
      );
      return row === null ? [] : [{ kind, row }];
    }
  }
}

async function collectFromPages<Row>(
  readPage: (pageNo: number) => Promise<RubicPage<Row>>,
  isWanted: (row: Row) => boolean,
): Promise<Row[]> {
  const rows: Row[] = [];
  await findInPages(readPage, (row) => {
    if (isWanted(row)) rows.push(row);
    return false;
  });
  return rows;
}

/** Only an empty page is the last one (Rubic dossier 1.2). */
async function findInPages<Row>(
  readPage: (pageNo: number) => Promise<RubicPage<Row>>,
  isWanted: (row: Row) => boolean,
): Promise<Row | null> {
  for (let pageNo = 1; ; pageNo += 1) {
    const page = await readPage(pageNo);
    const found = page.records.find(isWanted);
    if (found !== undefined) return found;
    if (page.rowCount === 0) return null;
  }
}

async function findInPeriods<Row>(
  { documentDate, now }: { documentDate: string | null; now: number },
  find: (period: { startPeriod: number; endPeriod: number }) => Promise<Row | null>,
): Promise<Row | null> {
  if (documentDate !== null) {
    const day = startOfOsloDay(documentDate);
    const near = await find({ startPeriod: day - AROUND_MS, endPeriod: day + AROUND_MS });
    if (near !== null) return near;
  }
  const latest = now + AROUND_MS;
  for (let endPeriod = latest; endPeriod > now - FURTHEST_BACK_MS; endPeriod -= STRETCH_MS) {
    const found = await find({ startPeriod: endPeriod - STRETCH_MS, endPeriod });
    if (found !== null) return found;
  }
  return await find({ startPeriod: latest, endPeriod: now + AHEAD_MS });
}
