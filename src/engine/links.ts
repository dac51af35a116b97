/**
 * Linking by hand: finds a record in Rubic by its key and the records in Tripletex that it may be, and says how they compare.
 * It only reads; a link is stored by a mutation that checks everything again that may have changed since.
 */
import { customerKey, tripletexCustomerNumber } from "../sync/customer-number.ts";
import {
  describeCustomer,
  describeInvoice,
  describeProduct,
  describeTransaction,
  givenText,
} from "../sync/describe.ts";
import { formatIsoDate, formatKroner } from "../sync/format.ts";
import { rubicEffectOere } from "../sync/invoices.ts";
import {
  compareCustomerLink,
  compareInvoiceLink,
  comparePaymentLink,
  compareProductLink,
  type LinkComparison,
  linkedWithDifference,
} from "../sync/linking.ts";
import { nameMark } from "../sync/name-mark.ts";
import { addDaysToIsoDate } from "../sync/oslo.ts";
import { decideProduct } from "../sync/products.ts";
import type { TripletexCustomer, TripletexInvoice, TripletexProduct } from "../tripletex/schemas.ts";
import { type ReferenceSource, readReference } from "./reference.ts";
import type { FoundRecord } from "./rubic-record.ts";
import { paymentsAmong } from "./set-offs.ts";
import type { HoldInput, MappingInput } from "./store.ts";
import { hashInvoice } from "./types/invoice-mapping.ts";
import { hashPayment } from "./types/payments.ts";

/** One existing record that the Rubic record may be linked to. */
export interface Offer {
  tripletexId: number;
  label: string;
  comparison: LinkComparison;
  mapping: MappingInput;
  isBeforeCutover: boolean;
  /** What is missing in Tripletex if a difference is accepted: held, and left out by the person who links. */
  accepted: HoldInput | null;
}

export interface OfferSource extends ReferenceSource {
  booksFrom: string;
  /** Of a payment: the invoice in Tripletex that its own invoice is mapped to. */
  tripletexInvoiceId: number | null;
}

interface Offers {
  search(): Promise<Offer[]>;
  byId(id: number): Promise<Offer | null>;
}

/** Ways to find what a record may be linked to. Every method throws RemoteError. */
export function offersFor(source: OfferSource, found: FoundRecord): Offers {
  switch (found.kind) {
    case "customer":
      return customerOffers(source, found.row);
    case "product":
      return productOffers(source, found.row);
    case "invoice":
      return invoiceOffers(source, found.row);
    case "payment":
      return paymentOffers(source, found.row);
  }
}

/** How messages name a record of Rubic. */
export function labelOf(found: FoundRecord): string {
  switch (found.kind) {
    case "customer":
      return describeCustomer(found.row);
    case "product":
      return describeProduct(found.row);
    case "invoice":
      return describeInvoice(found.row);
    case "payment":
      return describeTransaction(found.row);
  }
}

type RowOf<Kind extends FoundRecord["kind"]> = Extract<FoundRecord, { kind: Kind }>["row"];
const MASTER_DATA = { isBeforeCutover: false, accepted: null } as const;

function withoutRepeats<Row extends { id: number }>(rows: Row[]): Row[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

function customerOffers({ ports }: OfferSource, row: RowOf<"customer">): Offers {
  const { tripletex } = ports;
  const rubicCustomerNo = customerKey(row) ?? "";
  const offer = (existing: TripletexCustomer): Offer => ({
    ...MASTER_DATA,
    tripletexId: existing.id,
    label: `Customer ${existing.customerNumber} (${existing.name})`,
    comparison: compareCustomerLink(row, existing),
    mapping: {
      kind: "customer",
      rubicCustomerNo,
      tripletexCustomerId: existing.id,
      nameMark: nameMark(rubicCustomerNo, row.customerName),
    },
  });
  return {
    byId: async (id) => {
      const existing = await tripletex.customer(id);
      return existing && offer(existing);
    },
    search: async () => {
      const number = tripletexCustomerNumber(row);
      const name = givenText(row.customerName);
      const byNumber = "ok" in number ? await tripletex.findCustomers([number.number]) : [];
      const byName = name === null ? [] : await tripletex.findCustomersByName(name);
      return withoutRepeats([...byNumber, ...byName]).map(offer);
    },
  };
}

function productOffers(source: OfferSource, row: RowOf<"product">): Offers {
  const { tripletex } = source.ports;
  const code = givenText(row.productCode);
  const offer = async (existing: TripletexProduct): Promise<Offer> => {
    const wanted = decideProduct(row, await readReference(source));
    const comparison = compareProductLink(row, existing, wanted.outcome === "wanted" ? wanted : null);
    return {
      ...MASTER_DATA,
      tripletexId: existing.id,
      label: `Product ${existing.number} (${existing.name})`,
      comparison: code === null ? { ...comparison, refusal: "It has no code in Rubic." } : comparison,
      mapping: {
        kind: "product",
        rubicProductCode: code ?? "",
        rubicProductId: row.productID,
        rubicProductGroupId: row.productGroupID,
        tripletexProductId: existing.id,
        vatTypeId: existing.vatTypeId,
        accountId: existing.accountId ?? 0,
      },
    };
  };
  return {
    byId: async (id) => {
      const existing = await tripletex.product(id);
      return existing && (await offer(existing));
    },
    search: async () => {
      const byNumber = code === null ? [] : await tripletex.findProducts([code]);
      const byName = await tripletex.findProductsByName(row.productName ?? "");
      const offers: Offer[] = [];
      for (const existing of withoutRepeats([...byNumber, ...byName])) offers.push(await offer(existing));
      return offers;
    },
  };
}

const DAY_PAGE = 1000;

function invoiceOffers({ ports, booksFrom }: OfferSource, row: RowOf<"invoice">): Offers {
  const { tripletex } = ports;
  const offer = async (existing: TripletexInvoice): Promise<Offer> => {
    const isBeforeCutover = row.invoiceDate < booksFrom;
    const held = isBeforeCutover ? null : linkedWithDifference(row, existing.amountOere);
    return {
      tripletexId: existing.id,
      label: `Invoice ${existing.invoiceNumber} of ${formatIsoDate(existing.invoiceDate)}, ${formatKroner(existing.amountOere)}`,
      comparison: compareInvoiceLink(row, existing, booksFrom),
      mapping: {
        kind: "invoice",
        rubicInvoiceId: row.invoiceID,
        rubicInvoiceNumber: row.invoiceNumber,
        tripletexInvoiceId: existing.id,
        invoiceDate: existing.invoiceDate,
        rubicInvoiceDate: row.invoiceDate,
        netOere: existing.amountExcludingVatOere,
        grossOere: existing.amountOere,
        outstandingOere: existing.amountOutstandingOere,
        hash: await hashInvoice(row),
      },
      isBeforeCutover,
      accepted: held && acceptedHold(describeInvoice(row), held),
    };
  };
  return {
    byId: async (id) => {
      const existing = await tripletex.invoice(id);
      return existing && (await offer(existing));
    },
    search: async () => {
      const byNumber = await tripletex.invoicesByNumber(row.invoiceNumber);
      const day = { from: row.invoiceDate, toExclusive: addDaysToIsoDate(row.invoiceDate, 1) };
      const { invoices } = await tripletex.invoicesByDate({ ...day, offset: 0, count: DAY_PAGE });
      const alike = invoices.filter(({ amountOere }) => amountOere === rubicEffectOere(row));
      const offers: Offer[] = [];
      for (const existing of withoutRepeats([...byNumber, ...alike])) offers.push(await offer(existing));
      return offers;
    },
  };
}

function acceptedHold(label: string, held: NonNullable<ReturnType<typeof linkedWithDifference>>): HoldInput {
  const { outcome: _outcome, ...rest } = held;
  return { label, ...rest };
}

function paymentOffers(source: OfferSource, row: RowOf<"payment">): Offers {
  const search = async (): Promise<Offer[]> => {
    const { tripletexInvoiceId, booksFrom } = source;
    const invoice =
      tripletexInvoiceId === null ? null : await source.ports.tripletex.invoice(tripletexInvoiceId);
    if (invoice === null) return [];
    const hash = await hashPayment(row);
    const since = invoice.invoiceDate < booksFrom ? booksFrom : null;
    const payments = await paymentsAmong(source.ports.tripletex, invoice.postings);
    return payments.map((posting) => ({
      ...MASTER_DATA,
      tripletexId: posting.id,
      label: `Payment of ${formatKroner(-posting.amountOere)} on ${formatIsoDate(posting.date)} on invoice ${invoice.invoiceNumber}`,
      comparison: comparePaymentLink(row, posting, since),
      mapping: {
        kind: "payment",
        rubicTransactionId: row.invoiceTransactionID,
        rubicInvoiceId: row.invoiceID,
        tripletexInvoiceId: invoice.id,
        tripletexPostingId: posting.id,
        paymentDate: row.paymentDate,
        amountOere: row.paidAmountOere,
        outstandingOere: invoice.amountOutstandingOere,
        hash,
      },
    }));
  };
  return {
    search,
    byId: async (id) => (await search()).find(({ tripletexId }) => tripletexId === id) ?? null,
  };
}
