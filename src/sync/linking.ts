/**
 * Linking by hand: what a person sees of a Rubic record beside an existing one in Tripletex, what differs, and what can't be
 * linked at all. A difference may be accepted with a reason; a refusal may not. It must never call two figures equal that are not.
 */
import type { RubicCustomer, RubicInvoice, RubicProduct, RubicTransaction } from "../rubic/schemas.ts";
import type {
  TripletexCustomer,
  TripletexInvoice,
  TripletexPosting,
  TripletexProduct,
} from "../tripletex/schemas.ts";
import type { Held } from "./decision.ts";
import { comparableText, describeInvoice, givenText } from "./describe.ts";
import { formatIsoDate, formatKroner } from "./format.ts";
import { rubicEffectOere } from "./invoice-checks.ts";

/** One line of the comparison; a value is text for a person, "–" where there is none. */
export interface Fact {
  name: string;
  rubic: string;
  tripletex: string;
  isEqual: boolean;
}

export interface LinkComparison {
  facts: Fact[];
  /** Why the two can't be linked, whatever the reason; null when they can. */
  refusal: string | null;
}

const NOTHING = "–";
const shown = (value: string | number | null): string =>
  value === null || value === "" ? NOTHING : String(value);

function fact(name: string, rubic: string | number | null, tripletex: string | number | null): Fact {
  const [left, right] = [shown(rubic), shown(tripletex)];
  return { name, rubic: left, tripletex: right, isEqual: comparableText(left) === comparableText(right) };
}

/** What differs, as one sentence for reason and audit log; empty when nothing does. */
export function describeDifferences({ facts }: LinkComparison): string {
  const parts = facts.filter(({ isEqual }) => !isEqual);
  return parts
    .map(({ name, rubic, tripletex }) => `${name} is ${rubic} in Rubic and ${tripletex} in Tripletex`)
    .join("; ");
}

export function compareCustomerLink(rubic: RubicCustomer, existing: TripletexCustomer): LinkComparison {
  return {
    facts: [
      fact("number", givenText(rubic.ledgerCustomerNo) ?? rubic.customerNo, existing.customerNumber),
      fact("name", rubic.customerName, existing.name),
      fact("e-mail", rubic.email, existing.email ?? existing.invoiceEmail),
      fact("postal code", rubic.zipCode, existing.postalAddress?.postalCode ?? null),
    ],
    refusal: existing.isInactive ? "It is inactive in Tripletex: activate it there first." : null,
  };
}

const agrees = (left: number | undefined, right: number | null): string =>
  left === right ? "as in Rubic" : "another one";

/** A product's VAT type and account decide how its lines are booked, so it must have both. */
export function compareProductLink(
  rubic: RubicProduct,
  existing: TripletexProduct,
  wanted: { vatTypeId: number; accountId: number } | null,
): LinkComparison {
  return {
    facts: [
      fact("code", rubic.productCode, existing.number),
      fact("name", rubic.productName, existing.name),
      fact("VAT type", "as in Rubic", agrees(wanted?.vatTypeId, existing.vatTypeId)),
      fact("income account", "as in Rubic", agrees(wanted?.accountId, existing.accountId)),
    ],
    refusal: refuseProduct(existing),
  };
}

function refuseProduct({ accountId, isInactive }: TripletexProduct): string | null {
  if (accountId === null) return "It has no income account in Tripletex: set one there first.";
  return isInactive ? "It is inactive in Tripletex: activate it there first." : null;
}

export function compareInvoiceLink(
  rubic: RubicInvoice,
  existing: TripletexInvoice,
  booksFrom: string,
): LinkComparison {
  return {
    facts: [
      fact("number", rubic.invoiceNumber, existing.invoiceNumber),
      fact("date", formatIsoDate(rubic.invoiceDate), formatIsoDate(existing.invoiceDate)),
      fact("due date", formatIsoDate(rubic.dueDate), formatIsoDate(existing.invoiceDueDate)),
      fact("net", formatKroner(rubic.netTotalOere), formatKroner(existing.amountExcludingVatOere)),
      fact("amount", formatKroner(rubicEffectOere(rubic)), formatKroner(existing.amountOere)),
      fact(
        "customer",
        givenText(rubic.customer.ledgerCustomerNo) ?? rubic.customer.customerNo,
        existing.customerNumber,
      ),
    ],
    refusal: refuseInvoice(rubic, existing, booksFrom),
  };
}

/** Reconciliation begins at the cut-over, so an invoice can't lie on both sides of it. */
function refuseInvoice(rubic: RubicInvoice, existing: TripletexInvoice, booksFrom: string): string | null {
  if (existing.isCreditNote) return "It is a credit note.";
  if (existing.isCredited) return "It is credited in Tripletex: link the invoice that replaces it.";
  if (rubic.invoiceDate < booksFrom === existing.invoiceDate < booksFrom) return null;
  return `One of the two is dated before the cut-over on ${formatIsoDate(booksFrom)} and the other after it.`;
}

/**
 * Only the day may differ: another amount is another payment. What Tripletex has since the cut-over counts, whatever day Rubic gives it.
 * @param since the cut-over, when the invoice is older; else null
 */
export function comparePaymentLink(
  rubic: RubicTransaction,
  existing: TripletexPosting,
  since: string | null,
): LinkComparison {
  const amountOere = -existing.amountOere;
  const isTooOld = since !== null && existing.date < since;
  return {
    facts: [
      fact("date", formatIsoDate(rubic.paymentDate), formatIsoDate(existing.date)),
      fact("amount", formatKroner(rubic.paidAmountOere), formatKroner(amountOere)),
    ],
    refusal: refusePayment({ isEqual: amountOere === rubic.paidAmountOere, isTooOld }),
  };
}

function refusePayment({ isEqual, isTooOld }: { isEqual: boolean; isTooOld: boolean }): string | null {
  if (!isEqual) return "The amounts differ: one posting settles one transaction.";
  return isTooOld
    ? "It lies before the cut-over: what was paid then is none of the service's business."
    : null;
}

/** Of a linked invoice within the books' scope: the difference that a person accepted, or null when the sums agree. */
export function linkedWithDifference(invoice: RubicInvoice, bookedOere: number): Held | null {
  const amountOere = rubicEffectOere(invoice) - bookedOere;
  if (amountOere === 0) return null;
  return {
    outcome: "held",
    code: "LINKED_WITH_DIFFERENCE",
    message: `${describeInvoice(invoice)} over ${formatKroner(rubicEffectOere(invoice))} is linked to an invoice over ${formatKroner(bookedOere)} in Tripletex.`,
    amountOere,
    documentDate: invoice.invoiceDate,
  };
}
