/** Orders and invoices: required fields, price modes, VAT, numbers, totals, sending, over real HTTP. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { sum } from "./money.ts";
import { firstMessage, invoiceBody, refusalOf, startTestCompany, type TestCompany } from "./testing.ts";

let company: TestCompany;
let customerId: number;
beforeEach(async () => {
  company = await startTestCompany();
  customerId = await company.create("/customer", { name: "Kari Nordmann" });
});
afterEach(() => company.simulator.close());

const POST = "/invoice?sendToCustomer=false";
const WINDOW = "invoiceDateFrom=2026-01-01&invoiceDateTo=2027-01-01";
const line = (values: object = {}) => ({
  description: "Kontingent",
  count: 1,
  unitPriceExcludingVatCurrency: 100,
  vatType: { id: 6 },
  ...values,
});
const post = (lines: readonly object[], more: Parameters<typeof invoiceBody>[2] = {}) =>
  company.post(POST, invoiceBody(customerId, lines, more));
const rule = (...fields: (string | null)[]) => ({ status: 422, code: 18_000, fields });
const isBalanced = () => {
  const { vouchers, postings } = company.simulator.state;
  return vouchers.every(
    (voucher) => sum(postings.filter((row) => row.voucher.id === voucher.id).map((row) => row.amount)) === 0,
  );
};

test("answers a new invoice in Tripletex's shape, with ids above int32", async () => {
  const answer = await post([line()], { kid: "123", order: { number: "R-1" } });
  expect([answer.status, answer.at("value.version"), answer.at("value.invoiceNumber")]).toEqual([201, 3, 1]);
  expect(answer.at("value")).toMatchObject({
    amount: 100,
    amountOutstanding: 100,
    kid: "123",
    isCharged: true,
    creditedInvoice: 0,
  });
  expect(Object.keys(Object(answer.at("value.postings.0")))).toEqual(["id", "url"]);
  expect(Number(answer.at("value.id"))).toBeGreaterThan(2_147_483_647);
  expect(Number(answer.at("value.postings.0.id"))).toBeGreaterThan(2_147_483_647);
  const order = await company.get(
    `/order/${String(answer.at("value.orders.0.id"))}?fields=version,number,isClosed,orderLines(isCharged)`,
  );
  expect(order.at("value")).toEqual({
    version: 2,
    number: "R-1",
    isClosed: false,
    orderLines: [{ isCharged: true }],
  });
});

test("names what is missing on invoice and order", async () => {
  expect(refusalOf(await company.post(POST, {}))).toEqual(rule("invoiceDate", "invoiceDueDate", "orders"));
  const empty = await company.post(POST, {
    invoiceDate: "2026-02-01",
    invoiceDueDate: "2026-02-01",
    orders: [],
  });
  expect(firstMessage(empty)).toBe("Listen kan ikke være tom.");
  const bare = await company.post(POST, {
    invoiceDate: "2026-02-01",
    invoiceDueDate: "2026-02-01",
    orders: [{}],
  });
  expect(refusalOf(bare)).toEqual(rule("orders.customer", "orders.orderDate", "orders.deliveryDate"));
  expect(bare.at("validationMessages.0.path")).toBe("null.orders.customer");
});

test("refuses unknown names, also deep in a line, and ignores read-only ones", async () => {
  expect(refusalOf(await post([line({ price: 1 })]))).toEqual({
    status: 422,
    code: 16_000,
    fields: ["price"],
  });
  expect((await post([line({ amountExcludingVatCurrency: 5 })], { amount: 7 })).at("value.amount")).toBe(100);
});

test("needs a product or a description on each line", async () => {
  expect(firstMessage(await post([line({ description: "" })]))).toBe(
    "Det må registreres en beskrivelse eller et produkt.",
  );
});

test("books a line of nothing when the count is left out, without a word", async () => {
  const answer = await post([line({ count: undefined })]);
  expect([answer.status, answer.at("value.amount"), answer.at("value.invoiceNumber")]).toEqual([201, 0, 1]);
});

test("takes only the unit price of the order's mode", async () => {
  const including = line({
    unitPriceExcludingVatCurrency: undefined,
    unitPriceIncludingVatCurrency: 125,
    vatType: { id: 3 },
  });
  const withVat = { order: { isPrioritizeAmountsIncludingVat: true } };
  expect(firstMessage(await post([including]))).toBe(
    "Enhetspris må være uten mva siden enhetspris på ordre er uten mva.",
  );
  expect(firstMessage(await post([line()], withVat))).toBe(
    "Enhetspris må være med mva siden enhetspris på ordre er med mva.",
  );
  expect((await post([line({ unitPriceIncludingVatCurrency: 125 })])).status).toBe(422);
  expect((await post([including], withVat)).at("value")).toMatchObject({
    amountExcludingVat: 100,
    amount: 125,
  });
});

test("takes the company's price mode when the order names none", async () => {
  company.simulator.control.changeSettings({ pricesIncludeVatByDefault: true });
  expect((await post([line()], { order: { isPrioritizeAmountsIncludingVat: undefined } })).status).toBe(422);
});

test("gives 0 % to a line without VAT type and product, and the product's type otherwise", async () => {
  const productId = await company.create("/product", { name: "Ball", number: "1", vatType: { id: 3 } });
  const lines = [line({ vatType: undefined }), line({ vatType: undefined, product: { id: productId } })];
  expect((await post(lines)).at("value")).toMatchObject({ amountExcludingVat: 200, amount: 225 });
  expect(company.simulator.state.orderLines.map((row) => row.vatType.id)).toEqual([0, 3]);
});

test("refuses a VAT type that is incoming, switched off or ended on the invoice date", async () => {
  const field = "orderGroups.orderLines.vatType.id,orderLines.vatType.id";
  for (const id of [1, 311, 4])
    expect(refusalOf(await post([line({ vatType: { id } })]))).toEqual(rule(field));
  company.simulator.control.changeSettings({ vatTypeEndDates: { "3": "2026-02-01" } });
  expect(refusalOf(await post([line({ vatType: { id: 3 } })]))).toEqual(rule(field));
});

test("lets line or product decide the VAT type by switch", async () => {
  const productId = await company.create("/product", { name: "Ball", vatType: { id: 3 } });
  const lines = [line({ product: { id: productId }, vatType: { id: 6 } })];
  expect((await post(lines)).at("value.amount")).toBe(100);
  company.simulator.control.changeSettings({ lineVatWins: false });
  expect((await post(lines)).at("value.amount")).toBe(125);
});

test("books on the product's account where its VAT type agrees, else on the default of the type", async () => {
  const product = { name: "Kontingent", vatType: { id: 6 }, account: { id: company.accountId(3920) } };
  const productId = await company.create("/product", product);
  const [admin, fotball] = company.simulator.state.departments.map((row) => row.id);
  await company.put(`/product/${productId}`, { department: { id: admin } });
  await post([
    line({ product: { id: productId } }),
    line({ product: { id: productId }, vatType: { id: 3 } }),
  ]);
  await post([line({ product: { id: productId } })], { order: { department: { id: fotball } } });
  const booked = company.simulator.state.orderLines.map((row) => [row.incomeAccountNumber, row.departmentId]);
  expect(booked).toEqual([
    [3920, admin],
    [3000, admin],
    [3920, fotball],
  ]);
  expect(isBalanced()).toBe(true);
});

test("refuses a VAT type that no account takes", async () => {
  company.simulator.control.changeSettings({ activeVatNumbers: ["32"] });
  expect(firstMessage(await post([line({ vatType: { id: 311 } })]))).toContain(
    "Finner ikke en gyldig regnskapskonto for mva-koden 32",
  );
});

test("adds a customer's standing discount only where the line names none", async () => {
  await company.put(`/customer/${customerId}`, { discountPercentage: 10 });
  expect((await post([line(), line({ discount: 0 }), line({ discount: 50 })])).at("value.amount")).toBe(
    90 + 100 + 50,
  );
});

test("numbers invoices from 1, takes given numbers, and runs into them", async () => {
  expect((await post([line()])).at("value.invoiceNumber")).toBe(1);
  expect((await post([line()], { invoiceNumber: 2 })).at("value.invoiceNumber")).toBe(2);
  expect(firstMessage(await post([line()], { invoiceNumber: 2 }))).toBe("Nummeret er i bruk.");
  expect(refusalOf(await post([line()]))).toEqual(rule("invoiceNumber"));
  expect(refusalOf(await post([line()], { invoiceNumber: 2_147_483_648 }))).toMatchObject({ code: 16_000 });
  expect(refusalOf(await post([line()], { invoiceNumber: "2" }))).toMatchObject({ code: 16_000 });
});

test("can move its series on behind a given number", async () => {
  company.simulator.control.changeSettings({ explicitNumbersAdvanceSeries: true });
  await post([line()], { invoiceNumber: 70 });
  expect((await post([line()])).at("value.invoiceNumber")).toBe(71);
});

test("leaves nothing behind when it refuses, not even a used number", async () => {
  await post([line(), line({ vatType: { id: 1 } })]);
  expect(company.simulator.state).toMatchObject({
    orders: [],
    orderLines: [],
    invoices: [],
    vouchers: [],
    postings: [],
  });
  expect((await post([line()])).at("value.invoiceNumber")).toBe(1);
  expect(company.simulator.state.orders[0]?.number).toBe("1");
});

test("takes an order number once and finds the order by it", async () => {
  await post([line()], { order: { number: "RUBIC-77" } });
  expect(refusalOf(await post([line()], { order: { number: "RUBIC-77" } }))).toEqual(rule("orders.number"));
  expect(refusalOf(await post([line()], { order: { number: 77 } }))).toMatchObject({ code: 16_000 });
  const found = await company.get("/order?number=RUBIC-77&orderDateFrom=2026-01-01&orderDateTo=2027-01-01");
  expect(found.at("values.0.number")).toBe("RUBIC-77");
  expect(refusalOf(await company.get("/order"))).toEqual({
    status: 422,
    code: 15_000,
    fields: ["orderDateFrom", "orderDateTo"],
  });
});

test("does not delete an order that was invoiced", async () => {
  const answer = await post([line()]);
  const refused = await company.request("DELETE", `/order/${String(answer.at("value.orders.0.id"))}`);
  expect(firstMessage(refused)).toBe("Ordren kan ikke slettes. Fakturaer er generert.");
});

test("sends to the customer unless told not to, and records it", async () => {
  const body = invoiceBody(customerId, [line()]);
  await company.post(POST, body);
  expect(company.simulator.control.sentToCustomers).toEqual([]);
  const sent = await company.post("/invoice", body);
  expect(company.simulator.control.sentToCustomers).toMatchObject([
    { invoiceId: sent.at("value.id"), customerId, sendType: "EMAIL" },
  ]);
});

test("needs the company's bank account number and an open period", async () => {
  company.simulator.control.changeSettings({ hasBankAccountNumber: false });
  expect(firstMessage(await post([line()]))).toBe(
    "Faktura kan ikke opprettes før selskapet har registrert et bankkontonummer.",
  );
  expect((await company.get("/ledger/account?number=1920")).at("values.0.bankAccountNumber")).toBe("");
  company.simulator.control.changeSettings({ hasBankAccountNumber: true, closedThrough: "2026-02-01" });
  expect(refusalOf(await post([line()]))).toEqual(rule("invoiceDate"));
  expect((await post([line()], { invoiceDate: "2026-02-02" })).status).toBe(201);
});

test("makes a credit-note-like invoice of a negative total", async () => {
  const answer = await post([line({ unitPriceExcludingVatCurrency: -40 })]);
  expect(answer.at("value")).toMatchObject({ isCreditNote: true, amount: -40, amountOutstanding: -40 });
});

test("rounds VAT per line or per code, and to whole kroner by switch", async () => {
  const lines = [1, 2, 3].map(() => line({ unitPriceExcludingVatCurrency: 0.1, vatType: { id: 3 } }));
  expect((await post(lines)).at("value")).toMatchObject({ amountExcludingVat: 0.3, amount: 0.39 });
  company.simulator.control.changeSettings({ vatRounding: "perVatCode" });
  expect((await post(lines)).at("value")).toMatchObject({ amountExcludingVat: 0.3, amount: 0.38 });
  company.simulator.control.changeSettings({ roundsToWholeKroner: true });
  expect((await post([line({ unitPriceExcludingVatCurrency: 99.5 })])).at("value")).toMatchObject({
    amount: 100,
    amountRoundoff: 0.5,
  });
  const inclusive = [1, 2, 3].map(() => ({
    description: "A",
    count: 1,
    unitPriceIncludingVatCurrency: 0.33,
    vatType: { id: 3 },
  }));
  expect((await post(inclusive, { order: { isPrioritizeAmountsIncludingVat: true } })).status).toBe(201);
  expect(isBalanced()).toBe(true);
});

test("lists invoices by date window with an exclusive end, number, kid and customer", async () => {
  const id = (await post([line()], { kid: "42", invoiceNumber: 500 })).at("value.id");
  await post([line()], { invoiceDate: "2026-03-01" });
  const ids = async (query: string) => (await company.get(`/invoice?fields=id&${query}`)).at("values");
  expect(await ids(`${WINDOW}&invoiceNumber=500`)).toEqual([{ id }]);
  expect(await ids(`${WINDOW}&kid=42&customerId=${customerId}`)).toEqual([{ id }]);
  expect(await ids("invoiceDateFrom=2026-01-01&invoiceDateTo=2026-02-01")).toEqual([]);
  expect(await ids("invoiceDateFrom=2026-02-01&invoiceDateTo=2026-03-01")).toEqual([{ id }]);
  expect(refusalOf(await company.get("/invoice"))).toEqual({
    status: 422,
    code: 15_000,
    fields: ["invoiceDateFrom", "invoiceDateTo"],
  });
  expect((await company.get("/invoice?invoiceDateFrom=2026-01-01&invoiceDateTo=2026-01-01")).status).toBe(
    422,
  );
  expect(refusalOf(await company.get(`/invoice?${WINDOW}&invoiceNumber=1,2`))).toMatchObject({
    status: 404,
    code: 21_000,
  });
});

test("can keep a new invoice out of lists for a while, not out of reading by id", async () => {
  company.simulator.control.changeSettings({ listLagMs: 5000 });
  const answer = await post([line()], { order: { number: "R-9" } });
  expect((await company.get(`/invoice?${WINDOW}`)).at("count")).toBe(0);
  expect((await company.get(`/invoice/${String(answer.at("value.id"))}`)).status).toBe(200);
  company.clock.now += 5000;
  expect((await company.get(`/invoice?${WINDOW}`)).at("count")).toBe(1);
});

test("has invoices made by hand in the same series", async () => {
  const invoice = company.simulator.control.createInvoice(invoiceBody(customerId, [line()]));
  expect(invoice.invoiceNumber).toBe(1);
  expect(company.simulator.control.sentToCustomers).toEqual([]);
  expect((await company.get(`/invoice/${invoice.id}`)).at("value.amount")).toBe(100);
});
