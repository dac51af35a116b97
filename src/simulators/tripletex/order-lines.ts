/**
 * One order line: price mode, VAT type, amounts and the account it will be booked on (Tripletex dossier 8).
 */
import { z } from "zod";
import { LONG_TEXT, limited, reference } from "./body.ts";
import type { OrderLineRow, OrderRow, ProductRow, VatTypeRow } from "./books.ts";
import { NO_VAT_TYPE_ID, NOK_ID } from "./chart.ts";
import { brokenRule } from "./errors.ts";
import { computeLine } from "./money.ts";
import { requireReference, type Simulation } from "./simulation.ts";
import { incomeAccountFor, isAllowedOnLine } from "./vat-rules.ts";

export const orderLineSchema = z.object({
  id: z.int().optional(),
  version: z.int().optional(),
  product: reference.nullish(),
  description: limited(LONG_TEXT).nullish(),
  count: z.number().nullish(),
  unitPriceExcludingVatCurrency: z.number().nullish(),
  unitPriceIncludingVatCurrency: z.number().nullish(),
  discount: z.number().nullish(),
  vatType: reference.nullish(),
});
type OrderLineInput = z.infer<typeof orderLineSchema>;

const VAT_FIELD = "orderGroups.orderLines.vatType.id,orderLines.vatType.id";
const EMPTY_FIELD = "orderLines.description,orderLines.product.id";

export function createOrderLine(
  simulation: Simulation,
  input: OrderLineInput,
  { order, date }: { order: OrderRow; date: string },
): OrderLineRow {
  if (input.id !== undefined || input.version !== undefined) throw brokenRule("orderLines.id", "idOnCreate");
  const { books } = simulation;
  const product = input.product ? requireReference(books.Product, input.product, "orderLines.product") : null;
  if (product?.isInactive === true && simulation.settings.refusesInactiveProducts)
    throw brokenRule("orderLines.product", "productInactive", [product.number]);
  if (product === null && !input.description) throw brokenRule(EMPTY_FIELD, "lineIsEmpty");
  const vatType = chooseVatType(simulation, input, product);
  if (!isAllowedOnLine(simulation, vatType, date)) throw brokenRule(VAT_FIELD, "invalidVat");
  // Left out, count and price are 0: Tripletex books a line of nothing without a word.
  const count = input.count ?? 0;
  const discount = input.discount ?? discountOfCustomer(simulation, order);
  const amounts = computeLine({
    count,
    unitPrice: choosePrice(input, order),
    discountPercentage: discount,
    vatPercentage: vatType.percentage,
    includesVat: order.isPrioritizeAmountsIncludingVat,
  });
  return books.OrderLine.insert((created) => ({
    ...created,
    version: 1,
    order: { id: order.id },
    product: product === null ? null : { id: product.id },
    description: input.description ?? product?.name ?? "",
    displayName: input.description ?? product?.displayName ?? "",
    count,
    discount,
    unitPriceExcludingVatCurrency: amounts.unitPriceExcludingVat,
    unitPriceIncludingVatCurrency: amounts.unitPriceIncludingVat,
    amountExcludingVatCurrency: amounts.amountExcludingVat,
    amountIncludingVatCurrency: amounts.amountIncludingVat,
    currency: { id: NOK_ID },
    vatType: { id: vatType.id },
    isCharged: false,
    incomeAccountNumber: chooseAccount(simulation, vatType, product),
    departmentId: order.department?.id ?? product?.department?.id ?? null,
  }));
}

/** Left out: the product's, or code 0 on a line without product, also in a VAT-registered company. */
function chooseVatType(
  { books, settings }: Simulation,
  input: OrderLineInput,
  product: ProductRow | null,
): VatTypeRow {
  const given = input.vatType ? requireReference(books.VatType, input.vatType, "orderLines.vatType") : null;
  const ofProduct =
    product === null ? null : requireReference(books.VatType, product.vatType, "orderLines.product.vatType");
  const chosen = settings.lineVatWins ? (given ?? ofProduct) : (ofProduct ?? given);
  return chosen ?? requireReference(books.VatType, { id: NO_VAT_TYPE_ID }, "orderLines.vatType");
}

/** Only the price of the order's mode may be sent; the other one, also beside it, is refused. */
function choosePrice(input: OrderLineInput, order: OrderRow): number {
  const { unitPriceExcludingVatCurrency: excluding, unitPriceIncludingVatCurrency: including } = input;
  const [wanted, unwanted] = order.isPrioritizeAmountsIncludingVat
    ? [including, excluding]
    : [excluding, including];
  if (unwanted !== undefined && unwanted !== null) {
    throw brokenRule(
      null,
      order.isPrioritizeAmountsIncludingVat ? "priceMustIncludeVat" : "priceMustExcludeVat",
    );
  }
  return wanted ?? 0;
}

/** A customer's standing discount sneaks in where the line names none (Tripletex dossier 14.14). */
const discountOfCustomer = ({ books }: Simulation, order: OrderRow): number =>
  books.Customer.get(order.customer.id)?.discountPercentage ?? 0;

function chooseAccount(simulation: Simulation, vatType: VatTypeRow, product: ProductRow | null): number {
  const account = product?.account
    ? requireReference(simulation.books.Account, product.account, "account")
    : null;
  return incomeAccountFor(simulation, { vatType, productVatTypeId: product?.vatType.id ?? null, account })
    .number;
}
