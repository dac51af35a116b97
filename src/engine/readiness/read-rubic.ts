/** Reads from Rubic what the books must be ready for: page by page, added up, and no longer than a check may take. */
import type { RubicClient, RubicPage } from "../../rubic/client.ts";
import { tripletexCustomerNumber } from "../../sync/customer-number.ts";
import { addDaysToIsoDate, startOfOsloDay } from "../../sync/oslo.ts";
import type { NumberedCustomer } from "../../sync/readiness/numbers.ts";
import { addInvoices, addTransactions, emptySurvey, type Survey } from "../../sync/readiness/survey.ts";
import { RepeatedPageError } from "../page-reader.ts";

const PAGE_SIZE = 1000;
/** Members are billed once a year at least: a year and a month meets every code in use and the highest number. */
const SURVEY_DAYS = 396;
/** Rubic does not say which date its period looks at, nor whether bounds are inclusive; documents may be created ahead of their date. */
const OVERLAP_DAYS = 60;
const AHEAD_DAYS = 366;

interface Reading<Row> {
  readPage: (pageNo: number) => Promise<RubicPage<Row>>;
  add: (rows: Row[]) => void;
  keyOf: (row: Row) => string;
  /** False ends the reading early. */
  mayGoOn: () => boolean;
}

/** Reads until a page is empty; a short page proves nothing (Rubic dossier 1.2). Answers whether the end was reached. */
async function readPages<Row>({ readPage, add, keyOf, mayGoOn }: Reading<Row>): Promise<boolean> {
  let keysBefore = "";
  const seen = new Set<string>();
  for (let pageNo = 1; mayGoOn(); pageNo += 1) {
    const page = await readPage(pageNo);
    if (page.rowCount === 0) return true;
    const keys = page.records.map(keyOf);
    if (keys.length > 0 && keys.join() === keysBefore) throw new RepeatedPageError(pageNo);
    keysBefore = keys.join();
    // Rows that shift while pages are read come twice.
    add(page.records.filter((record) => !seen.has(keyOf(record))));
    for (const key of keys) seen.add(key);
  }
  return false;
}

export interface SurveyRequest {
  booksFrom: string;
  /** `YYYY-MM-DD` in Oslo. */
  today: string;
  mayGoOn: () => boolean;
}

/** @throws RemoteError, RepeatedPageError */
export async function readSurvey(rubic: RubicClient, request: SurveyRequest): Promise<Survey> {
  const { booksFrom, today, mayGoOn } = request;
  const aYearAgo = addDaysToIsoDate(today, -SURVEY_DAYS);
  const [from = booksFrom] = [booksFrom, aYearAgo].toSorted();
  const survey = emptySurvey({ from, booksFrom });
  const period = {
    pageSize: PAGE_SIZE,
    startPeriod: startOfOsloDay(addDaysToIsoDate(from, -OVERLAP_DAYS)),
    endPeriod: startOfOsloDay(addDaysToIsoDate(today, AHEAD_DAYS)),
  };
  const hasAllInvoices = await readPages({
    readPage: (pageNo) => rubic.invoices({ ...period, pageNo }),
    add: (invoices) => addInvoices(survey, invoices),
    keyOf: ({ invoiceID }) => String(invoiceID),
    mayGoOn,
  });
  const hasAllTransactions = await readPages({
    readPage: (pageNo) => rubic.transactions({ ...period, pageNo }),
    add: (transactions) => addTransactions(survey, transactions),
    keyOf: ({ invoiceTransactionID }) => String(invoiceTransactionID),
    mayGoOn,
  });
  return { ...survey, isComplete: hasAllInvoices && hasAllTransactions };
}

/** Null where the time was over before the end: part of a list is no list. */
type Whole<T> = T | null;

/** The customers with a number that Tripletex can keep; the others are held by name when they are synced. */
export async function readCustomers(
  rubic: RubicClient,
  mayGoOn: () => boolean,
): Promise<Whole<NumberedCustomer[]>> {
  const customers: NumberedCustomer[] = [];
  const isWhole = await readPages({
    readPage: (pageNo) => rubic.customers({ pageNo, pageSize: PAGE_SIZE }),
    add: (rows) => {
      for (const row of rows) {
        const number = tripletexCustomerNumber(row);
        if ("number" in number) customers.push({ number: number.number, name: row.customerName ?? "" });
      }
    },
    keyOf: ({ customerNo, customerName }) => `${customerNo} ${customerName}`,
    mayGoOn,
  });
  return isWhole ? customers : null;
}

/** Product group id → number of its products. */
export async function readProductsByGroup(
  rubic: RubicClient,
  mayGoOn: () => boolean,
): Promise<Whole<Map<number, number>>> {
  const counts = new Map<number, number>();
  const isWhole = await readPages({
    readPage: (pageNo) => rubic.products({ pageNo, pageSize: PAGE_SIZE }),
    add: (products) => {
      for (const { productGroupID } of products) {
        counts.set(productGroupID, (counts.get(productGroupID) ?? 0) + 1);
      }
    },
    keyOf: ({ productID }) => String(productID),
    mayGoOn,
  });
  return isWhole ? counts : null;
}
