/**
 * Which invoice Tripletex should have for a Rubic invoice. An invoice there can't be changed or deleted and takes a number, so
 * it is only wanted when every figure is certain. It must never move a date, drop a line, or let Tripletex choose the number.
 */
import type { RubicInvoice } from "../rubic/schemas.ts";
import type { InvoiceBody, OrderBody } from "../tripletex/bodies.ts";
import { invoiceHashFields, orderNumberOf } from "./booked-invoice.ts";
import type { ExpectedLine } from "./canary.ts";
import type { HashFields, Held, Ignored, InvoiceExpectation } from "./decision.ts";
import { describeCustomer, describeInvoice } from "./describe.ts";
import { checkInvoice, holdInvoice } from "./invoice-checks.ts";
import { decideLines, findDepartment, type ProductLookup } from "./invoice-lines.ts";

export {
  agreesInvoice,
  bookedDifferently,
  changedAfterBooking,
  compareBooked,
  conflictOfInvoice,
  invoiceHashFields,
} from "./booked-invoice.ts";
export { rubicEffectOere } from "./invoice-checks.ts";

/** What the decision needs beside the invoice. */
export interface InvoiceContext extends ProductLookup {
  /** The cut-over date; invoices dated before it are not ours. */
  booksFrom: string;
  /** The mapped customer of the invoice, or null while it is not in Tripletex. `isShared`: its number is two customers' in Rubic. */
  customer: { tripletexCustomerId: number; isShared?: boolean } | null;
}

export interface WantedInvoice {
  outcome: "wanted";
  orderNumber: string;
  body: InvoiceBody;
  expectation: InvoiceExpectation;
  /** What Tripletex must make of each line. */
  expectedLines: ExpectedLine[];
  hashFields: HashFields;
}

/**
 * Decides one invoice. Order of checks, so that a person is told first what no later step could mend:
 * 1. before the cut-over: ignored, whatever else is wrong with it;
 * 2. Rubic's record itself: sent, number, lines, credit note, credited or corrected, fee, sums;
 * 3. department;
 * 4. customer, then each line's product, VAT type and account, which may be mended by the next sync;
 * 5. whether Tripletex can reproduce the totals to the øre.
 */
export function decideInvoice(
  invoice: RubicInvoice,
  context: InvoiceContext,
): WantedInvoice | Ignored | Held {
  if (invoice.invoiceDate < context.booksFrom) {
    const reason = `${describeInvoice(invoice)} is before the cut-over on ${context.booksFrom}.`;
    return { outcome: "ignored", reason };
  }
  const checked = checkInvoice(invoice);
  if ("outcome" in checked) return checked;
  const set = { invoice, lines: checked.lines };
  const department = findDepartment(set, context.reference);
  if ("outcome" in department) return department;
  if (context.customer === null || context.customer.isShared === true) {
    const why =
      context.customer === null ? "not in Tripletex yet" : "whose number two customers have in Rubic";
    const customer = describeCustomer(invoice.customer);
    return holdInvoice(invoice, "CUSTOMER_NOT_IN_TRIPLETEX", `is for ${customer}, ${why}`);
  }
  const decided = decideLines(set, context);
  if ("outcome" in decided) return decided;
  return want(invoice, {
    tripletexCustomerId: context.customer.tripletexCustomerId,
    departmentId: department.departmentId,
    isPrioritizeAmountsIncludingVat: decided.isPrioritizeAmountsIncludingVat,
    orderLines: decided.orderLines,
    expectedLines: decided.expectedLines,
  });
}

interface DecidedParts extends Pick<OrderBody, "isPrioritizeAmountsIncludingVat" | "orderLines"> {
  tripletexCustomerId: number;
  departmentId: number | undefined;
  expectedLines: ExpectedLine[];
}

function want(invoice: RubicInvoice, parts: DecidedParts): WantedInvoice {
  const { tripletexCustomerId, departmentId, isPrioritizeAmountsIncludingVat, orderLines } = parts;
  const { invoiceNumber, invoiceDate, dueDate } = invoice;
  const orderNumber = orderNumberOf(invoice.invoiceID);
  const customer = { id: tripletexCustomerId };
  const order: OrderBody = {
    number: orderNumber,
    customer,
    orderDate: invoiceDate,
    deliveryDate: invoiceDate,
    isPrioritizeAmountsIncludingVat,
    ...(departmentId === undefined ? {} : { department: { id: departmentId } }),
    orderLines,
  };
  return {
    outcome: "wanted",
    orderNumber,
    body: { invoiceNumber, invoiceDate, invoiceDueDate: dueDate, customer, orders: [order] },
    expectation: {
      kind: "invoice",
      invoiceNumber,
      orderNumber,
      customerId: tripletexCustomerId,
      invoiceDate,
      invoiceDueDate: dueDate,
      netOere: invoice.netTotalOere,
      grossOere: invoice.grossTotalOere,
    },
    expectedLines: parts.expectedLines,
    hashFields: invoiceHashFields(invoice),
  };
}
