/** What deciding invoices needs beside them: their customers and products in Tripletex, in one question for many. */
import type { RubicInvoice } from "../../rubic/schemas.ts";
import { customerKey } from "../../sync/customer-number.ts";
import type { InvoiceContext, WantedInvoice } from "../../sync/invoices.ts";
import type { Step } from "../step.ts";

export async function readInvoiceContext(
  step: Step,
  { invoices, booksFrom }: { invoices: RubicInvoice[]; booksFrom: string },
): Promise<(invoice: RubicInvoice) => InvoiceContext> {
  const reference = await step.reference();
  const customerNos = new Set(invoices.flatMap((invoice) => customerKey(invoice.customer) ?? []));
  const productIds = new Set(
    invoices.flatMap((invoice) => (invoice.invoiceLines ?? []).map((line) => line.productID)),
  );
  const found = await step.ports.store.invoiceContext({
    customerNos: [...customerNos],
    productIds: [...productIds],
  });
  const customers = new Map(found.customers.map((each) => [each.rubicCustomerNo, each]));
  const productById = new Map(found.products.map((each) => [each.rubicProductId, each]));
  const productByCode = new Map(found.products.map((each) => [each.rubicProductCode, each]));
  return (invoice) => ({
    reference,
    booksFrom,
    customer: customers.get(customerKey(invoice.customer) ?? "") ?? null,
    productById,
    productByCode,
  });
}

/** What is sent, with the customer and the products apart: a plan is made before they have their ids. */
export function requestOf({ body, expectation }: WantedInvoice) {
  const { customer, orders, ...invoice } = body;
  const [{ customer: _same, orderLines, ...order }] = orders;
  const lines = orderLines.map(({ product: _product, ...line }) => line);
  const productIds = orderLines.map(({ product }) => product?.id ?? 0);
  return {
    content: { ...invoice, order, lines },
    references: [customer.id, ...productIds],
    target: String(expectation.invoiceNumber),
  };
}
