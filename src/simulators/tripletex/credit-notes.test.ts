/** Credit notes and orders left open by other people, over real HTTP. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { sum } from "./money.ts";
import { invoiceBody, refusalOf, startTestCompany, type TestCompany } from "./testing.ts";

const LINE = { description: "Trening", count: 2, unitPriceExcludingVatCurrency: 100, vatType: { id: 3 } };

let company: TestCompany;
let customerId: number;
let invoiceId: number;
beforeEach(async () => {
  company = await startTestCompany();
  customerId = await company.create("/customer", { name: "Kari Nordmann" });
  invoiceId = await company.create("/invoice?sendToCustomer=false", invoiceBody(customerId, [LINE]));
});
afterEach(() => company.simulator.close());

const credit = (more = "") =>
  company.put(`/invoice/${invoiceId}/:createCreditNote?date=2026-02-12&sendToCustomer=false${more}`);

test("credits the whole invoice with the next number of the same series", async () => {
  const answer = await credit("&comment=Feil");
  expect([answer.status, answer.at("value.id") === invoiceId]).toEqual([200, false]);
  expect(answer.at("value")).toMatchObject({
    version: 2,
    invoiceNumber: 2,
    isCreditNote: true,
    creditedInvoice: invoiceId,
    amount: -250,
    amountExcludingVat: -200,
    amountOutstanding: 0,
    invoiceDueDate: "2026-02-12",
    comment: "Feil",
  });
  const original = await company.get(`/invoice/${invoiceId}`);
  expect(original.at("value")).toMatchObject({ isCredited: true, amountOutstanding: 0, version: 3 });
  expect(sum(company.simulator.state.postings.map((row) => row.amount))).toBe(0);
});

test("leaves a paid invoice with a balance in the customer's favour", async () => {
  company.simulator.control.registerPayment({ invoiceId, date: "2026-02-10", amount: 250 });
  company.simulator.control.creditInvoice({ invoiceId, date: "2026-02-12" });
  expect((await company.get(`/invoice/${invoiceId}`)).at("value.amountOutstanding")).toBe(-250);
});

test("refuses a second credit note and one of a credit note", async () => {
  const creditNoteId = Number((await credit()).at("value.id"));
  expect(refusalOf(await credit())).toMatchObject({ status: 422, code: 18_000 });
  invoiceId = creditNoteId;
  expect(refusalOf(await credit())).toMatchObject({ status: 422, code: 18_000 });
});

test("sends a credit note unless told not to", async () => {
  await company.put(`/invoice/${invoiceId}/:createCreditNote?date=2026-02-12`);
  expect(company.simulator.control.sentToCustomers).toHaveLength(1);
});

test("deletes an order that nobody invoiced, with its lines", async () => {
  const order = {
    customer: { id: customerId },
    orderDate: "2026-02-01",
    deliveryDate: "2026-02-01",
    orderLines: [LINE],
  };
  const { id } = company.simulator.control.createOrder(order);
  expect((await company.request("DELETE", `/order/${id}`)).status).toBe(204);
  expect((await company.get(`/order/${id}`)).status).toBe(404);
  expect(company.simulator.state.orderLines).toHaveLength(1);
});
