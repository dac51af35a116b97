/**
 * The client of Rubic's External API: read only, one organization, page by page.
 * It exists so that everything behind it works on checked records in whole øre.
 * It must never guess a value that booking needs; such a record is quarantined with the reason.
 */
import { z } from "zod";
import type { HttpOptions } from "../http/options.ts";
import { checkReply, unexpectedReply } from "../http/reply.ts";
import { operationOf, type RemoteCall, sendOnce } from "../http/request.ts";
import { runWithRetry } from "../http/retry.ts";
import type { Query } from "../http/url.ts";
import type { RubicConfig } from "./config.ts";
import {
  companyEntity,
  customerEntity,
  departmentEntity,
  type Entity,
  invoiceEntity,
  productEntity,
  productGroupEntity,
  transactionEntity,
} from "./entities.ts";
import { readRubicFailure } from "./errors.ts";
import { readAllPages } from "./paging.ts";
import { type Quarantined, readRows } from "./records.ts";
import type {
  RubicCompany,
  RubicCustomer,
  RubicDepartment,
  RubicInvoice,
  RubicProduct,
  RubicProductGroup,
  RubicTransaction,
} from "./schemas.ts";

export type { Quarantined } from "./records.ts";

/** One page as Rubic delivered it; rowCount counts quarantined rows too, so it alone tells whether a page was empty. */
export interface RubicPage<T> {
  rowCount: number;
  records: T[];
  quarantined: Quarantined[];
  warnings: string[];
}

/** Which page; pageNo starts at 1. */
export interface PageRequest {
  pageNo: number;
  pageSize: number;
}

/** A page within a period; bounds are epoch milliseconds. Which date Rubic filters on is unknown (Rubic dossier 1.2). */
export interface PeriodPageRequest extends PageRequest {
  startPeriod?: number | undefined;
  endPeriod: number;
}

/** Everything that is read from Rubic. Every method throws RemoteError. */
export interface RubicClient {
  customers(page: PageRequest): Promise<RubicPage<RubicCustomer>>;
  products(page: PageRequest): Promise<RubicPage<RubicProduct>>;
  /** All of them. A group without a readable key or account number is an unexpectedReply: half a list is not usable. */
  productGroups(): Promise<RubicProductGroup[]>;
  /** All of them, under the same rule as productGroups. */
  departments(): Promise<RubicDepartment[]>;
  companies(page: PageRequest): Promise<RubicPage<RubicCompany>>;
  invoices(page: PeriodPageRequest): Promise<RubicPage<RubicInvoice>>;
  transactions(page: PeriodPageRequest): Promise<RubicPage<RubicTransaction>>;
}

/** Options of the Rubic client. */
export interface RubicClientOptions extends HttpOptions {
  /** Told about oddities of the two small lists, which have no page to carry warnings. */
  onWarning?: ((warning: string) => void) | undefined;
}

/** The page size that the one known client of this API uses (Rubic dossier 1.2). */
const LIST_PAGE_SIZE = 1000;

const rowsSchema = z.array(z.unknown());

interface ListCall<T> {
  path: string;
  entity: Entity<T>;
}

/** Makes a client for one organization. */
export function createRubicClient(config: RubicConfig, options: RubicClientOptions = {}): RubicClient {
  async function readPage<T>({ path, entity }: ListCall<T>, query: Query): Promise<RubicPage<T>> {
    const call = rubicCall(config, path, query);
    const reply = await runWithRetry(() => sendOnce(call, options), { isWrite: false, options });
    const rows = checkReply(rowsSchema, reply.body, { system: "rubic", operation: operationOf(call) });
    return { rowCount: rows.length, ...readRows(entity, rows) };
  }

  async function readList<T>(list: ListCall<T>, keyOf: (record: T) => number): Promise<T[]> {
    const source = { system: "rubic", operation: `GET ${list.path}` } as const;
    const refuse = (detail: string) => unexpectedReply(source, detail);
    return readAllPages({
      keyOf,
      refuse,
      readPage: async (pageNo) => {
        const page = await readPage(list, { pageNo, pageSize: LIST_PAGE_SIZE });
        for (const warning of page.warnings) options.onWarning?.(warning);
        const [bad] = page.quarantined;
        if (bad !== undefined) throw refuse(`${bad.label}: ${bad.reason}`);
        return page;
      },
    });
  }

  return {
    customers: (page) => readPage({ path: accounting("customers"), entity: customerEntity }, pageQuery(page)),
    products: (page) => readPage({ path: accounting("products"), entity: productEntity }, pageQuery(page)),
    productGroups: () =>
      readList(
        { path: accounting("productgroups"), entity: productGroupEntity },
        ({ productGroupID }) => productGroupID,
      ),
    departments: () =>
      readList(
        { path: accounting("departments"), entity: departmentEntity },
        ({ productDepartmentID }) => productDepartmentID,
      ),
    companies: (page) =>
      readPage({ path: "/members/{organizationId}/companies", entity: companyEntity }, pageQuery(page)),
    invoices: (page) => readPage({ path: accounting("invoices"), entity: invoiceEntity }, periodQuery(page)),
    transactions: (page) =>
      readPage({ path: accounting("invoices/transactions"), entity: transactionEntity }, periodQuery(page)),
  };
}

function accounting(resource: string): string {
  return `/accounting/{organizationId}/${resource}`;
}

function pageQuery({ pageNo, pageSize }: PageRequest): Query {
  return { pageNo, pageSize };
}

function periodQuery({ startPeriod, endPeriod, ...page }: PeriodPageRequest): Query {
  return {
    ...pageQuery(page),
    startPeriod: startPeriod === undefined ? undefined : new Date(startPeriod).toISOString(),
    endPeriod: new Date(endPeriod).toISOString(),
  };
}

function rubicCall(config: RubicConfig, path: string, query: Query): RemoteCall {
  return {
    system: "rubic",
    method: "GET",
    baseUrl: config.baseUrl,
    path,
    pathValues: { organizationId: config.organizationId },
    query,
    headers: { authorization: `Bearer ${config.apiKey}`, accept: "application/json" },
    secrets: [config.apiKey],
    readFailure: readRubicFailure,
  };
}
