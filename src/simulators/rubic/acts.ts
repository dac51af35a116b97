/**
 * Acts on the world over HTTP: `POST /_control/acts/<name>` with the act's arguments as JSON. Unknown fields are refused, so that a misspelt test
 * fails instead of testing nothing. Amounts are kroner, as in Rubic's records; dates `YYYY-MM-DD`, left out = the simulator's day.
 */
import { z } from "zod";
import type { World } from "../world/index.ts";

const day = z.iso.date();
const text = z.string().nullable();
const id = z.number().int();

const customerFields = {
  customerNo: text,
  customerType: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  customerTypeName: text,
  customerName: z.string(),
  email: text,
  countryCode: text,
  mobile: text,
  address: text,
  address2: text,
  zipCode: text,
  city: text,
  countryName: text,
  ledgerCustomerNo: text,
};
const customerSchema = z.strictObject(customerFields).partial().required({ customerName: true });
const changeCustomerSchema = z.strictObject({
  customerNo: z.string(),
  patch: z.strictObject(customerFields).partial(),
});

const productFields = {
  productCode: text,
  productName: z.string(),
  productDescription: text,
  productGroupID: id,
  departmentID: id.nullable(),
  price: z.number(),
};
const productSchema = z
  .strictObject(productFields)
  .partial()
  .required({ productName: true, productGroupID: true, price: true });
const changeProductSchema = z.strictObject({ productID: id, patch: z.strictObject(productFields).partial() });

const lineSchema = z.strictObject({
  productID: id,
  quantity: z.number().optional(),
  price: z.number().optional(),
  discountPercentage: z.number().min(0).max(100).optional(),
  taxPercentage: z.number().min(0).optional(),
  productCode: text.optional(),
  productName: text.optional(),
  accountNumber: text.optional(),
  departmentID: id.nullable().optional(),
  specification: text.optional(),
});
const invoiceSchema = z.strictObject({
  customerNo: text,
  lines: z.array(lineSchema).min(1),
  invoiceDate: day.optional(),
  dueDate: day.optional(),
  sentDate: day.nullable().optional(),
  createdDate: day.optional(),
  orderID: id.optional(),
  description: text.optional(),
  groupNames: text.optional(),
});
const transactionSchema = z.strictObject({
  invoiceID: id,
  paidAmount: z.number(),
  paymentDate: day.optional(),
  transactionTypeID: id.optional(),
  registeredDate: day.optional(),
});

const creditSchema = z.strictObject({
  invoiceID: id,
  amount: z.number().positive().optional(),
  date: day.optional(),
});
const correctSchema = z.strictObject({ invoiceID: id, amount: z.number() });
const remindSchema = z.strictObject({ invoiceID: id, fee: z.number().min(0).optional() });

/** The acts by name. `moveClock` brings the world's day up to now before an act that may need it. */
export function createActs(world: World, moveClock: () => void): Record<string, (body: unknown) => unknown> {
  const acts: Record<string, (body: unknown) => unknown> = {
    changeCustomer: (body) => {
      const { customerNo, patch } = changeCustomerSchema.parse(body);
      return world.changeCustomer(customerNo, patch);
    },
    addCustomer: (body) => world.addCustomer(customerSchema.parse(body)),
    changeProduct: (body) => {
      const { productID, patch } = changeProductSchema.parse(body);
      return world.changeProduct(productID, patch);
    },
    addProduct: (body) => world.addProduct(productSchema.parse(body)),
    addInvoice: (body) => world.addInvoice(invoiceSchema.parse(body)),
    addTransaction: (body) => world.addTransaction(transactionSchema.parse(body)),
    creditInvoice: (body) => world.creditInvoice(creditSchema.parse(body)),
    correctInvoice: (body) => world.correctInvoice(correctSchema.parse(body)),
    remindInvoice: (body) => world.remindInvoice(remindSchema.parse(body)),
    setToday: (body) => {
      world.setToday(z.strictObject({ today: day }).parse(body).today);
      return { today: world.today };
    },
  };
  const withClock = Object.entries(acts).map(([name, act]) => [
    name,
    (body: unknown) => {
      moveClock();
      return act(body);
    },
  ]);
  return Object.fromEntries(withClock);
}
