/**
 * Orders and their lines (Tripletex dossier 8): where prices, VAT types and accounts are decided. An order enters the books only as part of
 * an invoice here; `POST /order` would call `createOrder` with its own field names.
 */
import { z } from "zod";
import type { SimulatorReply } from "../http/server.ts";
import { LONG_TEXT, limited, readBody, reference } from "./body.ts";
import { type OrderLineRow, type OrderRow, takeNumber } from "./books.ts";
import { NOK_ID } from "./chart.ts";
import { brokenRule, missingFields } from "./errors.ts";
import { listReply, requireDateOrder } from "./list.ts";
import { createOrderLine, orderLineSchema } from "./order-lines.ts";
import { date, flag, idList, pagingParameters, required, text } from "./query.ts";
import { type Call, findByPath, requireReference, type Simulation, today, valueReply } from "./simulation.ts";

const NUMBER_LENGTH = 100;
const REFERENCE_LENGTH = 255;
const EMAIL_LENGTH = 254;

export const orderSchema = z.object({
  id: z.int().optional(),
  version: z.int().optional(),
  number: limited(NUMBER_LENGTH).nullish(),
  customer: reference.nullish(),
  orderDate: z.iso.date().nullish(),
  deliveryDate: z.iso.date().nullish(),
  reference: limited(REFERENCE_LENGTH).nullish(),
  receiverEmail: limited(EMAIL_LENGTH).nullish(),
  department: reference.nullish(),
  currency: reference.nullish(),
  invoiceComment: limited(LONG_TEXT).nullish(),
  internalComment: limited(LONG_TEXT).nullish(),
  deliveryComment: limited(LONG_TEXT).nullish(),
  invoicesDueIn: z.int().min(0).nullish(),
  invoicesDueInType: z.enum(["DAYS", "MONTHS", "RECURRING_DAY_OF_MONTH"]).nullish(),
  isPrioritizeAmountsIncludingVat: z.boolean().nullish(),
  orderLineSorting: z.enum(["ID", "PRODUCT", "PRODUCT_DESCENDING", "CUSTOM"]).nullish(),
  orderLines: z.array(orderLineSchema).nullish(),
});
export type OrderInput = z.infer<typeof orderSchema>;

export const orderParameters = {
  id: idList,
  number: text,
  customerId: idList,
  orderDateFrom: required(date),
  orderDateTo: required(date),
  isClosed: flag,
  ...pagingParameters,
};

export function listOrders(call: Call<typeof orderParameters>): SimulatorReply {
  const { simulation, query, headers } = call;
  const { orderDateFrom: from, orderDateTo: to } = query;
  requireDateOrder(from, to, { from: "orderDateFrom", to: "orderDateTo" });
  const { Order } = simulation.books;
  const visibleUntil = simulation.now() - simulation.settings.listLagMs;
  const candidates = query.number === undefined ? Order.all() : Order.withKey("number", query.number);
  const rows = candidates.filter(
    (row) =>
      from <= row.orderDate &&
      row.orderDate < to &&
      row.createdAt <= visibleUntil &&
      (query.id?.has(row.id) ?? true) &&
      (query.customerId?.has(row.customer.id) ?? true) &&
      (query.isClosed ?? row.isClosed) === row.isClosed,
  );
  return listReply(simulation, { model: "Order", rows, query, headers });
}

export function getOrder(call: Call<{ fields: typeof text }>): SimulatorReply {
  const row = findByPath(call, call.simulation.books.Order);
  return valueReply(call.simulation, "Order", { row, fields: call.query.fields });
}

export function deleteOrder(call: Call): SimulatorReply {
  const { books } = call.simulation;
  const row = findByPath(call, books.Order);
  if (books.Invoice.withKey("order", row.id).length > 0) throw brokenRule(null, "orderHasInvoices");
  for (const line of row.orderLines) books.OrderLine.remove(line.id);
  books.Order.remove(row.id);
  return { status: 204, body: null };
}

/** An order made by a person in the browser and left open. */
export function createOrderByHand(simulation: Simulation, body: unknown): OrderRow {
  const input = readBody("Order", orderSchema, body);
  return createOrder(simulation, input, { prefix: "", date: today(simulation) }).order;
}

/**
 * Makes an order with its lines.
 * @param context `prefix` stands before field names in refusals (`orders.`); `date` decides which VAT types are active.
 */
export function createOrder(
  simulation: Simulation,
  input: OrderInput,
  context: { prefix: string; date: string },
): { order: OrderRow; lines: OrderLineRow[] } {
  if (input.id !== undefined || input.version !== undefined)
    throw brokenRule(`${context.prefix}id`, "idOnCreate");
  const { customer, orderDate, deliveryDate } = requireOrderFields(input, context.prefix);
  checkReferences(simulation, input, context.prefix);
  const { books, settings } = simulation;
  const draft = books.Order.insert((created) => ({
    ...created,
    version: 0,
    number: input.number || nextOrderNumber(simulation),
    customer: { id: customer.id },
    orderDate,
    deliveryDate,
    reference: input.reference ?? "",
    receiverEmail: input.receiverEmail ?? "",
    invoiceComment: input.invoiceComment ?? "",
    internalComment: input.internalComment ?? "",
    deliveryComment: input.deliveryComment ?? "",
    department: input.department ? { id: input.department.id } : null,
    currency: { id: NOK_ID },
    invoicesDueIn: input.invoicesDueIn ?? 14,
    invoicesDueInType: input.invoicesDueInType ?? "DAYS",
    isPrioritizeAmountsIncludingVat:
      input.isPrioritizeAmountsIncludingVat ?? settings.pricesIncludeVatByDefault,
    orderLineSorting: input.orderLineSorting ?? "PRODUCT",
    status: "NOT_CHOSEN",
    sendMethodDescription: "Faktura må sendes manuelt.",
    isClosed: false,
    orderLines: [],
    preliminaryInvoice: null,
    createdAt: simulation.now(),
  }));
  if (books.Order.withKey("number", draft.number).length > 1)
    throw brokenRule(`${context.prefix}number`, "numberInUse");
  const lines = (input.orderLines ?? []).map((line) =>
    createOrderLine(simulation, line, { order: draft, date: context.date }),
  );
  const order = books.Order.update({ ...draft, orderLines: lines.map(({ id }) => ({ id })) });
  return { order, lines };
}

function requireOrderFields({ customer, orderDate, deliveryDate }: OrderInput, prefix: string) {
  if (customer && orderDate && deliveryDate) return { customer, orderDate, deliveryDate };
  const values = Object.entries({ customer, orderDate, deliveryDate });
  throw missingFields(values.filter(([, value]) => !value).map(([name]) => `${prefix}${name}`));
}

function checkReferences(simulation: Simulation, input: OrderInput, prefix: string): void {
  const { books } = simulation;
  if (input.customer) requireReference(books.Customer, input.customer, `${prefix}customer`);
  if (input.department) requireReference(books.Department, input.department, `${prefix}department`);
  if (input.currency && input.currency.id !== NOK_ID) {
    throw brokenRule(`${prefix}currency`, { literal: "The stand-in keeps books in NOK only." });
  }
}

/** A number that somebody gave by hand is stepped over. */
function nextOrderNumber({ books }: Simulation): string {
  let number = String(takeNumber(books, "order"));
  while (books.Order.withKey("number", number).length > 0) number = String(takeNumber(books, "order"));
  return number;
}
