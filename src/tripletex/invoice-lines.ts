/**
 * Reads invoices with the VAT of their lines, for the reconciliation. Apart from the other calls about invoices, because only it
 * needs the lines of a whole month.
 */
import type { z } from "zod";
import { commaList } from "../http/url.ts";
import { listed } from "./envelopes.ts";
import { WIDEST_WINDOW } from "./invoice-dates.ts";
import type { InvoiceDateQuery } from "./invoices.ts";
import { lookUpGroup, refuseUnasked, splitKeys } from "./lookup.ts";
import {
  INVOICE_WITH_LINES_FIELDS,
  invoiceWithLinesSchema,
  type TripletexInvoiceWithLines,
} from "./schemas.ts";
import type { Transport } from "./transport.ts";

const PATH = "/invoice";

/** Every method throws RemoteError. */
export interface InvoiceLineCalls {
  /** One page in the order of ids. Credit notes are included. */
  invoicesWithLines(
    query: InvoiceDateQuery,
  ): Promise<{ invoices: TripletexInvoiceWithLines[]; isLastPage: boolean }>;
  /** Those of the ids that exist. */
  invoicesWithLinesById(ids: number[]): Promise<TripletexInvoiceWithLines[]>;
}

/** Makes the calls about invoices with their lines. */
export function invoiceLineCalls(transport: Transport): InvoiceLineCalls {
  return {
    invoicesWithLines: (query) => readPage(transport, query),
    invoicesWithLinesById: async (ids) => {
      const found: TripletexInvoiceWithLines[] = [];
      for (const group of splitKeys(ids)) {
        found.push(...(await lookUpGroup(group, (some) => readByIds(transport, some))));
      }
      return found;
    },
  };
}

async function readPage(transport: Transport, { from, toExclusive, offset, count }: InvoiceDateQuery) {
  const window = { invoiceDateFrom: from, invoiceDateTo: toExclusive };
  const query = { ...window, from: offset, count, sorting: "id", fields: INVOICE_WITH_LINES_FIELDS };
  const schema: z.ZodType<{ values: TripletexInvoiceWithLines[] }> = listed(invoiceWithLinesSchema);
  const { values } = await transport.send({ method: "GET", path: PATH, query, schema });
  const isOutside = values.some(({ invoiceDate }) => invoiceDate < from || invoiceDate >= toExclusive);
  if (isOutside)
    throw transport.refuse("GET", PATH, "it holds invoices outside the dates that were asked for");
  // fullResultSize is not the total; only a page that is not full is the last (Tripletex dossier 2).
  return { invoices: values, isLastPage: values.length < count };
}

async function readByIds(transport: Transport, ids: number[]): Promise<TripletexInvoiceWithLines[]> {
  const records = await transport.readList({
    path: PATH,
    query: { ...WIDEST_WINDOW, id: commaList(ids) },
    fields: INVOICE_WITH_LINES_FIELDS,
    item: invoiceWithLinesSchema,
  });
  return refuseUnasked(transport, records, { path: PATH, asked: ids, keyOf: ({ id }) => id });
}
