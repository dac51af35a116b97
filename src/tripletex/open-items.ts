/**
 * Reads what is needed to tell a payment from documents that a person has closed against each other: whose vouchers the postings of an
 * invoice are, and all documents of a customer. Apart from the other calls about invoices, because only odd documents are read so.
 */
import { commaList } from "../http/url.ts";
import { WIDEST_WINDOW } from "./invoice-dates.ts";
import { lookUpGroup, refuseUnasked, splitKeys } from "./lookup.ts";
import {
  INVOICE_WITH_POSTINGS_FIELDS,
  invoiceWithPostingsSchema,
  OWN_VOUCHER_FIELDS,
  ownVoucherSchema,
  type TripletexInvoiceWithPostings,
} from "./schemas.ts";
import type { Transport } from "./transport.ts";

const PATH = "/invoice";
const MAX_VOUCHERS_PER_CALL = 100;

/** Every method throws RemoteError. */
export interface OpenItemCalls {
  /** Those of the vouchers that are an invoice's or a credit note's own: what stands in them is no payment. */
  documentVouchers(voucherIds: number[]): Promise<number[]>;
  /** All documents of a customer with their postings. Refused (code 23000) where there are more than 10,000. */
  documentsOfCustomer(customerId: number): Promise<TripletexInvoiceWithPostings[]>;
}

/** Makes the calls about open items. */
export function openItemCalls(transport: Transport): OpenItemCalls {
  return {
    documentVouchers: async (voucherIds) => {
      const found: number[] = [];
      for (const group of splitKeys(voucherIds, { keysPerCall: MAX_VOUCHERS_PER_CALL })) {
        found.push(...(await lookUpGroup(group, (some) => readOwnVouchers(transport, some))));
      }
      return found;
    },
    documentsOfCustomer: async (customerId) => {
      const records = await transport.readList({
        path: PATH,
        query: { ...WIDEST_WINDOW, customerId },
        fields: INVOICE_WITH_POSTINGS_FIELDS,
        item: invoiceWithPostingsSchema,
      });
      return refuseUnasked(transport, records, { path: PATH, asked: [customerId], keyOf: customerOf });
    },
  };
}

const customerOf = ({ customerId }: TripletexInvoiceWithPostings): number => customerId;
const voucherOf = ({ voucherId }: { voucherId: number }): number => voucherId;

async function readOwnVouchers(transport: Transport, voucherIds: number[]): Promise<number[]> {
  const records = await transport.readList({
    path: PATH,
    query: { ...WIDEST_WINDOW, voucherId: commaList(voucherIds) },
    fields: OWN_VOUCHER_FIELDS,
    item: ownVoucherSchema,
  });
  return refuseUnasked(transport, records, { path: PATH, asked: voucherIds, keyOf: voucherOf }).map(
    voucherOf,
  );
}
