/** Payments: what they do to an invoice, and what nothing prevents, over real HTTP and with faults. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { sum } from "./money.ts";
import { firstMessage, invoiceBody, refusalOf, send, startTestCompany, type TestCompany } from "./testing.ts";

let company: TestCompany;
let customerId: number;
let invoiceId: number;
let bank: number;
beforeEach(async () => {
  company = await startTestCompany();
  customerId = await company.create("/customer", { name: "Kari Nordmann" });
  invoiceId = await company.create(
    "/invoice?sendToCustomer=false",
    invoiceBody(customerId, [LINE], { invoiceNumber: 38 }),
  );
  bank = company.simulator.state.paymentTypes.find((row) => row.description === "Betalt til bank")?.id ?? 0;
});
afterEach(() => company.simulator.close());

const LINE = { description: "Kontingent", count: 1, unitPriceExcludingVatCurrency: 1000, vatType: { id: 6 } };
const pay = (paidAmount: number | string, more = "") =>
  company.put(
    `/invoice/${invoiceId}/:payment?paymentDate=2026-02-10&paymentTypeId=${bank}&paidAmount=${paidAmount}${more}`,
  );
const outstandingAfter = async (paidAmount: number) => (await pay(paidAmount)).at("value.amountOutstanding");

test("reduces what is outstanding and keeps the invoice's version", async () => {
  const answer = await pay(400);
  expect(answer.status).toBe(200);
  expect(answer.at("value")).toMatchObject({
    version: 3,
    amount: 1000,
    amountOutstanding: 600,
    amountCurrencyOutstanding: 600,
  });
  expect(Object.keys(Object(answer.at("value.postings.1")))).toEqual(["id", "url"]);
});

test("takes the same payment twice, too much, and a negative one, without a word", async () => {
  expect(await outstandingAfter(1000)).toBe(0);
  expect(await outstandingAfter(1000)).toBe(-1000);
  expect(await outstandingAfter(-1000)).toBe(0);
  expect(company.simulator.state.invoices[0]?.postings).toHaveLength(4);
});

test("shows each payment as a negative posting in its own voucher, without type and account", async () => {
  await pay(400);
  await pay(600);
  const fields = "postings(date,amountCurrency,type,description,account,closeGroup(id),voucher(id,date))";
  const answer = await company.get(`/invoice/${invoiceId}?fields=${fields}`);
  expect(answer.at("value.postings")).toMatchObject([
    { date: "2026-02-01", amountCurrency: 1000, account: null },
    {
      date: "2026-02-10",
      amountCurrency: -400,
      type: null,
      description: "Betaling: Faktura nummer 38 til Kari Nordmann (10001)",
    },
    { date: "2026-02-10", amountCurrency: -600, type: null, account: null },
  ]);
  const vouchers = [0, 1, 2].map((index) => answer.at(`value.postings.${index}.voucher.id`));
  expect(new Set(vouchers).size).toBe(3);
  const groups = new Set([0, 1, 2].map((index) => answer.at(`value.postings.${index}.closeGroup.id`)));
  expect([groups.size, typeof [...groups][0]]).toEqual([1, "number"]);
});

test("opens the postings again when a payment is taken back", async () => {
  await pay(1000);
  await pay(-1000);
  const answer = await company.get(`/invoice/${invoiceId}?fields=postings(closeGroup)`);
  expect(answer.at("value.postings.0.closeGroup")).toBeNull();
});

test("books the other side on the account of the payment type", async () => {
  await pay(400);
  const { postings, accounts, vouchers } = company.simulator.state;
  const last = postings.filter((row) => row.voucher.id === vouchers.at(-1)?.id);
  const byAccount = last.map((row) => [accounts.find(({ id }) => id === row.account.id)?.number, row.amount]);
  expect(byAccount).toEqual([
    [1500, -400],
    [1920, 400],
  ]);
  expect(sum(postings.map((row) => row.amount))).toBe(0);
});

test("refuses amount 0, an unknown type, an unknown invoice and missing parameters", async () => {
  const zero = await pay(0);
  expect(refusalOf(zero)).toEqual({
    status: 422,
    code: 18_000,
    fields: ["Internt felt (amountBasisCurrency)"],
  });
  expect(firstMessage(zero)).toBe("Feltet må fylles ut.");
  bank = 1;
  expect(refusalOf(await pay(1))).toMatchObject({ status: 404, code: 6000 });
  expect(refusalOf(await company.put(`/invoice/${invoiceId}/:payment`))).toEqual({
    status: 422,
    code: 15_000,
    fields: ["paymentDate", "paymentTypeId", "paidAmount"],
  });
  invoiceId = 1;
  expect((await pay(1)).status).toBe(404);
});

test("lets paidAmountCurrency decide what is left, also in NOK", async () => {
  expect((await pay(1000, "&paidAmountCurrency=250")).at("value.amountOutstanding")).toBe(750);
});

test("refuses a payment in a closed period", async () => {
  company.simulator.control.changeSettings({ closedThrough: "2026-02-28" });
  expect(refusalOf(await pay(1))).toMatchObject({ status: 422, code: 18_000 });
});

test("understands the encoded colon and counts øre exactly", async () => {
  for (let index = 0; index < 10; index += 1) await pay("0.10");
  const answer = await company.put(
    `/invoice/${invoiceId}/%3Apayment?paymentDate=2026-02-10&paymentTypeId=${bank}&paidAmount=999`,
  );
  expect(answer.at("value.amountOutstanding")).toBe(0);
});

test("takes a prepayment only as a whole, on the invoice date", async () => {
  const body = invoiceBody(customerId, [LINE]);
  const path = "/invoice?sendToCustomer=false";
  expect(firstMessage(await company.post(`${path}&paidAmount=1000`, body))).toContain(
    "Både paidAmount og paymentTypeId",
  );
  expect((await company.post(`${path}&paidAmount=-1000&paymentTypeId=${bank}`, body)).status).toBe(422);
  const paid = await company.post(`${path}&paidAmount=1000&paymentTypeId=${bank}`, body);
  expect([paid.at("value.amountOutstanding"), paid.at("value.postings.1.id")]).toEqual([
    0,
    expect.any(Number),
  ]);
});

test("shows a payment registered by somebody else like any other", async () => {
  company.simulator.control.registerPayment({ invoiceId, date: "2026-02-05", amount: 1000 });
  const answer = await company.get(
    `/invoice/${invoiceId}?fields=amountOutstanding,postings(amountCurrency,type)`,
  );
  expect(answer.at("value")).toEqual({
    amountOutstanding: 0,
    postings: [
      { amountCurrency: 1000, type: expect.any(String) },
      { amountCurrency: -1000, type: null },
    ],
  });
});

test("has booked a payment whose reply was lost", async () => {
  company.simulator.control.faults.add({ kind: "dropAfter", path: "/invoice/{id}/:payment" });
  await expect(pay(400)).rejects.toThrow();
  expect((await company.get(`/invoice/${invoiceId}`)).at("value.amountOutstanding")).toBe(600);
});

test("books a late commit after the connection is gone", async () => {
  company.simulator.control.faults.add({
    kind: "lateCommit",
    delayMs: 1_000,
    path: "/invoice/{id}/:payment",
  });
  await expect(pay(400)).rejects.toThrow();
  expect((await company.get(`/invoice/${invoiceId}`)).at("value.amountOutstanding")).toBe(1000);
  await company.simulator.control.lateCommitsDone();
  expect((await company.get(`/invoice/${invoiceId}`)).at("value.amountOutstanding")).toBe(600);
});

test("plays the acts of other people and shows the state over HTTP", async () => {
  const { controlUrl } = company.simulator;
  const paid = await send(`${controlUrl}/acts/registerPayment`, "POST", {
    body: { invoiceId, date: "2026-02-05", amount: 5 },
  });
  expect([paid.status, paid.at("amountOutstanding")]).toEqual([200, 995]);
  const settings = await send(`${controlUrl}/settings`, "POST", { body: { closedThrough: "2026-12-31" } });
  expect(settings.at("closedThrough")).toBe("2026-12-31");
  expect((await send(`${controlUrl}/settings`, "POST", { body: { closed: true } })).status).toBe(400);
  expect((await send(`${controlUrl}/state`, "GET")).at("invoices.0.invoiceNumber")).toBe(38);
});
