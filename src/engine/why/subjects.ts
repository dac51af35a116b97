/**
 * The kinds of record as "why" sees them: where the engine would read one, how it looks in Tripletex, and which other record
 * it may be waiting for. Handlers, comparisons and labels are those of the engine and of linking.
 */
import type { RubicCustomer, RubicInvoice, RubicProduct, RubicTransaction } from "../../rubic/schemas.ts";
import { customerKey } from "../../sync/customer-number.ts";
import {
  describeCustomer,
  describeInvoice,
  describeProduct,
  describeTransaction,
} from "../../sync/describe.ts";
import { formatIsoDate, formatKroner } from "../../sync/format.ts";
import {
  compareCustomerLink,
  compareInvoiceLink,
  comparePaymentLink,
  compareProductLink,
  describeDifferences,
} from "../../sync/linking.ts";
import { decideProduct } from "../../sync/products.ts";
import { AHEAD_MS, readBackFrom } from "../../sync/reading.ts";
import { type Reach, reachAhead } from "../../sync/why/reach.ts";
import type { TypeHandler } from "../pages.ts";
import type { Step } from "../step.ts";
import type { RecordKind } from "../store.ts";
import { customerSync } from "../types/customers.ts";
import { InvoiceSync } from "../types/invoices.ts";
import { PaymentSync } from "../types/payments.ts";
import { productSync } from "../types/products.ts";
import type { Place, Reading, Wanted } from "./find-rows.ts";

const DAY_MS = 86_400_000;
const STRETCH_MS = 92 * DAY_MS;
/** Claims lapse after three years; nobody asks for what is older. */
const FURTHEST_BACK_MS = 3 * 366 * DAY_MS;

/** Another record, by the key under which the service stores it. */
export interface RecordRef {
  kind: RecordKind;
  rubicKey: string;
}

/** What Tripletex shows of a record. */
export interface Seen {
  label: string;
  /** In words; empty when it is as in Rubic. */
  differences: string;
}

export interface Subject<Row> {
  kind: RecordKind;
  readings(): Iterable<Reading<Row>>;
  /** Of the rows of a reading, those that are of this kind. Without it all of them. */
  isMeant?(row: Row): boolean;
  labelOf(row: Row): string;
  /** How the next sync comes to a row that lies there. Without it, what lies beyond is passed over. */
  reachOf?(row: Row, place: Place): Promise<Reach>;
  /** Rows that the engine decides together. */
  isTogether(row: Row, other: Row): boolean;
  /** Null when Tripletex does not have it any more. @throws RemoteError */
  lookUp(row: Row, tripletexId: number): Promise<Seen | null>;
  customerOf(row: Row): string | null;
  productsOf(row: Row): { id: number; label: string }[];
  invoiceOf(row: Row): Wanted | null;
}

const ALONE = {
  isTogether: () => false,
  customerOf: () => null,
  productsOf: () => [],
  invoiceOf: () => null,
} as const;

const whole = <Row>(handler: TypeHandler<Row>): Reading<Row>[] => [{ handler, place: "nextWindow" }];

export function customerSubject(step: Step): Subject<RubicCustomer> {
  return {
    ...ALONE,
    kind: "customer",
    readings: () => whole(customerSync(step)),
    labelOf: describeCustomer,
    lookUp: async (row, id) => {
      const existing = await step.ports.tripletex.customer(id);
      if (existing === null) return null;
      const label = `Customer ${existing.customerNumber} (${existing.name})`;
      return { label, differences: describeDifferences(compareCustomerLink(row, existing)) };
    },
  };
}

export function productSubject(step: Step): Subject<RubicProduct> {
  return {
    ...ALONE,
    kind: "product",
    readings: () => whole(productSync(step)),
    labelOf: describeProduct,
    lookUp: async (row, id) => {
      const existing = await step.ports.tripletex.product(id);
      if (existing === null) return null;
      const wanted = decideProduct(row, await step.reference());
      const facts = compareProductLink(row, existing, wanted.outcome === "wanted" ? wanted : null);
      return {
        label: `Product ${existing.number} (${existing.name})`,
        differences: describeDifferences(facts),
      };
    },
  };
}

export function invoiceSubject(step: Step, booksFrom: string): Subject<RubicInvoice> {
  return {
    ...ALONE,
    kind: "invoice",
    readings: () =>
      periods(step, "invoices", (range) => new InvoiceSync(step, { ...range, isComplete: false, booksFrom })),
    labelOf: describeInvoice,
    reachOf: reachOfInvoice,
    lookUp: async (row, id) => {
      const existing = await step.ports.tripletex.invoice(id);
      if (existing === null) return null;
      const open = formatKroner(existing.amountOutstandingOere);
      const label = `Invoice ${existing.invoiceNumber} of ${formatKroner(existing.amountOere)}, ${open} outstanding`;
      const { facts, refusal } = compareInvoiceLink(row, existing, booksFrom);
      // A customer may be linked to one of another number; whose invoice it is, the mapping decided when it was booked.
      const own = facts.filter(({ name }) => name !== "customer");
      return { label, differences: describeDifferences({ facts: own, refusal }) };
    },
    customerOf: ({ customer }) => customerKey(customer),
    productsOf: invoiceProducts,
  };
}

/** What is dated ahead comes up by itself; what no sync has met further back is passed over. */
export async function reachOfInvoice({ invoiceDate }: RubicInvoice, place: Place): Promise<Reach> {
  return place === "ahead" ? reachAhead(invoiceDate) : { is: "passedOver", payment: null };
}

export function invoiceProducts({ invoiceLines }: RubicInvoice): { id: number; label: string }[] {
  return (invoiceLines ?? []).flatMap(({ productID: id, productCode, productName }) =>
    id === 0
      ? []
      : [{ id, label: `Product ${productCode ?? `with id ${id}`} (${productName ?? "without name"})` }],
  );
}

/** @param askedFrom the day (YYYY-MM-DD) from which on a sync has asked for payments; null when none has */
export function paymentSubject(
  step: Step,
  booksFrom: string,
  askedFrom: string | null,
): Subject<RubicTransaction> {
  const invoicesReadUntil = step.invoicesReadUntil();
  return {
    ...ALONE,
    kind: "payment",
    readings: () =>
      periods(
        step,
        "payments",
        (range) => new PaymentSync(step, { ...range, isComplete: false, booksFrom, invoicesReadUntil }),
        askedFrom === null ? undefined : readBackFrom(askedFrom),
      ),
    labelOf: describeTransaction,
    isTogether: (row, other) => row.invoiceID === other.invoiceID,
    lookUp: async (row, postingId) => {
      const [context] = await step.ports.store.paymentContext([row.invoiceID]);
      const invoiceId = context?.tripletexInvoiceId ?? null;
      const invoice = invoiceId === null ? null : await step.ports.tripletex.invoice(invoiceId);
      const posting = invoice?.postings.find(({ id }) => id === postingId);
      if (invoice === null || posting === undefined) return null;
      const amount = formatKroner(-posting.amountOere);
      const label = `Payment of ${amount} on ${formatIsoDate(posting.date)} on invoice ${invoice.invoiceNumber}`;
      return { label, differences: describeDifferences(comparePaymentLink(row, posting, null)) };
    },
    invoiceOf: ({ invoiceID }) => ({ by: "key", text: String(invoiceID) }),
  };
}

interface Period {
  from: number;
  to: number;
}

/** The window of the next sync, what it reads besides from `askedFrom` on (epoch ms), what lies ahead, and then backwards. */
export function* periods<Row>(
  step: Step,
  type: "invoices" | "payments",
  handlerOf: (period: Period) => TypeHandler<Row>,
  askedFrom = Number.POSITIVE_INFINITY,
): Generator<Reading<Row>> {
  const window = step.context.windows[type];
  const next = window ?? { from: step.now, to: step.now };
  if (window !== null) yield { handler: handlerOf(next), place: "nextWindow" };
  const readFrom = Math.min(next.from, askedFrom);
  if (readFrom < next.from) yield { handler: handlerOf({ from: readFrom, to: next.from }), place: "asked" };
  yield { handler: handlerOf({ from: next.to, to: next.to + AHEAD_MS }), place: "ahead" };
  const oldest = step.now - FURTHEST_BACK_MS;
  for (let to = readFrom; to > oldest; to -= STRETCH_MS) {
    yield { handler: handlerOf({ from: to - STRETCH_MS, to }), place: "beyond" };
  }
}
