/** Products, VAT types and accounts, over real HTTP. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { firstMessage, refusalOf, startTestCompany, type TestCompany } from "./testing.ts";

let company: TestCompany;
beforeEach(async () => {
  company = await startTestCompany();
});
afterEach(() => company.simulator.close());

const vat = (number: string) => ({ id: company.vatId(number) });
const account = (number: number) => ({ id: company.accountId(number) });
const listed = async (path: string, name: string) => {
  const values = (await company.get(path)).at("values");
  return Array.isArray(values) ? values.map((value: unknown) => Reflect.get(Object(value), name)) : [];
};

test("takes number and name once each; an empty number is no number", async () => {
  await company.create("/product", { name: "Kontingent", number: "K-1" });
  expect(firstMessage(await company.post("/product", { name: "Annet", number: "K-1" }))).toBe(
    "Produktnummeret K-1 er i bruk.",
  );
  expect(firstMessage(await company.post("/product", { name: "Kontingent", number: "K-2" }))).toBe(
    "Produktnavnet Kontingent er allerede registrert.",
  );
  await company.create("/product", { name: "Uten nummer" });
  await company.create("/product", { name: "Uten nummer heller" });
  company.simulator.control.changeSettings({ productNamesAreUnique: false });
  expect((await company.post("/product", { name: "Kontingent", number: "K-2" })).status).toBe(201);
});

test("needs a name and starts at version 0", async () => {
  expect([firstMessage(await company.post("/product", { number: "1" }))]).toEqual(["Feltet må fylles ut."]);
  expect((await company.post("/product", { name: "A" })).at("value.version")).toBe(0);
});

test.each([
  ["3", 5500, 6875],
  ["31", 29_250, 33_637.5],
  ["6", 100.05, 100.05],
])("computes the price with VAT number %s: %d becomes %d", async (number, excluding, including) => {
  const answer = await company.post("/product", {
    name: "A",
    vatType: vat(number),
    priceExcludingVatCurrency: excluding,
  });
  expect(answer.at("value")).toMatchObject({
    priceExcludingVatCurrency: excluding,
    priceIncludingVatCurrency: including,
  });
});

test("gives the VAT default of the company and refuses codes that are not active and outgoing", async () => {
  expect((await company.post("/product", { name: "A" })).at("value.vatType.id")).toBe(3);
  for (const id of [company.vatId("1"), company.vatId("32"), company.vatId("0")]) {
    const refused = await company.post("/product", { name: "B", vatType: { id } });
    expect(refusalOf(refused)).toEqual({ status: 422, code: 18_000, fields: ["Internt felt (vatTypeId)"] });
    expect(firstMessage(refused)).toBe("Ugyldig mva-kode.");
  }
});

test("knows only code 6 in a company outside the VAT register", async () => {
  company.simulator.control.changeSettings({ isVatRegistered: false });
  expect(await listed("/ledger/vatType?typeOfVat=OUTGOING", "number")).toEqual(["6"]);
  expect((await company.get("/ledger/vatSettings")).at("value.vatRegistrationStatus")).toBe(
    "VAT_NOT_REGISTERED",
  );
  expect((await company.post("/product", { name: "A" })).at("value.vatType.id")).toBe(6);
  expect((await company.post("/product", { name: "B", vatType: { id: 3 } })).status).toBe(422);
});

test("lists outgoing VAT types that are active on the day, and all of them without a type", async () => {
  company.simulator.control.changeSettings({ vatTypeEndDates: { "31": "2026-03-01" } });
  expect(await listed("/ledger/vatType?typeOfVat=OUTGOING&vatDate=2026-02-28", "number")).toContain("31");
  expect(await listed("/ledger/vatType?typeOfVat=OUTGOING&vatDate=2026-03-01", "number")).not.toContain("31");
  expect(await listed("/ledger/vatType", "number")).toContain("31");
  const twelve = await company.get("/ledger/vatType?number=33");
  expect(twelve.at("values.0")).toMatchObject({ id: 32, number: "33", percentage: 12 });
  expect(refusalOf(await company.get("/ledger/vatType?typeOfVat=outgoing"))).toMatchObject({
    status: 404,
    code: 21_000,
  });
});

test("takes an account only with a VAT code it allows and while it is active", async () => {
  await company.create("/product", { name: "A", vatType: vat("6"), account: account(3920) });
  await company.create("/product", { name: "B", vatType: vat("33"), account: account(3020) });
  expect(
    firstMessage(await company.post("/product", { name: "C", vatType: vat("6"), account: account(3000) })),
  ).toBe("Kontoen 3000 er låst til mva-kode 6.");
  expect((await company.post("/product", { name: "C", account: account(3920) })).status).toBe(422);
  company.simulator.control.changeSettings({ inactiveAccountNumbers: [3920] });
  expect(
    (await company.post("/product", { name: "C", vatType: vat("6"), account: account(3920) })).status,
  ).toBe(422);
  expect((await company.get("/ledger/account?number=3920")).at("values.0.isInactive")).toBe(true);
});

test("finds by exact numbers given as a repeated parameter", async () => {
  for (const number of ["A", "B", "C,D"])
    await company.create("/product", { name: `Vare ${number}`, number });
  expect(await listed("/product?productNumber=A&productNumber=C,D", "number")).toEqual(["A", "C,D"]);
  expect(await listed("/product?productNumber=A,B", "number")).toEqual([]);
  expect(refusalOf(await company.get("/product?number=A"))).toMatchObject({
    status: 422,
    fields: ["number"],
  });
});

test("changes in part, keeps the version when nothing changes, refuses a stale one", async () => {
  const id = await company.create("/product", { name: "A", number: "1", priceExcludingVatCurrency: 100 });
  expect((await company.put(`/product/${id}`, { id, version: 0, name: "A" })).at("value.version")).toBe(0);
  expect(
    (await company.put(`/product/${id}`, { id, version: 0, isInactive: true })).at("value"),
  ).toMatchObject({
    version: 1,
    priceIncludingVatCurrency: 125,
    isInactive: true,
  });
  expect(refusalOf(await company.put(`/product/${id}`, { id, version: 0, name: "B" }))).toMatchObject({
    status: 409,
    code: 8000,
  });
});

test("creates and changes products in lists", async () => {
  const made = await company.post("/product/list", [{ name: "A" }, { name: "B" }]);
  expect([made.status, made.at("count")]).toEqual([201, 2]);
  const changes = company.simulator.state.products.map(({ id }) => ({ id, priceExcludingVatCurrency: 10 }));
  expect((await company.put("/product/list", changes)).at("values.1.priceIncludingVatCurrency")).toBe(12.5);
});

test("has the accounts of a sports club with the codes they allow", async () => {
  expect(await listed("/ledger/account?number=1500,1579,1900,1920,3000,7770", "number")).toEqual([
    1500, 1579, 1900, 1920, 3000, 7770,
  ]);
  const bank = await company.get(
    "/ledger/account?isBankAccount=true&fields=number,isInvoiceAccount,bankAccountNumber",
  );
  expect(bank.at("values")).toEqual([
    { number: 1920, isInvoiceAccount: true, bankAccountNumber: "12345678903" },
  ]);
  const locked = await company.get(
    "/ledger/account?number=3000&fields=vatLocked,vatType(number),legalVatTypes(number)",
  );
  expect(locked.at("values.0")).toEqual({
    vatLocked: true,
    vatType: { number: "3" },
    legalVatTypes: [{ number: "3" }],
  });
});

test("reads departments, countries, currencies, periods and payment types", async () => {
  expect(await listed("/department?isInactive=false", "departmentNumber")).toEqual(["10", "20", "30", "40"]);
  const countries = await company.get("/country?count=300&code=NO&fields=id,isoAlpha2Code");
  expect(countries.at("count")).toBeGreaterThan(200);
  expect(countries.at("values")).toContainEqual({ id: 161, isoAlpha2Code: "NO" });
  expect((await company.get("/currency?code=NOK")).at("values.0.id")).toBe(1);
  expect(await listed("/invoice/paymentType", "description")).toContain("Betalt til bank");
  company.simulator.control.changeSettings({ closedThrough: "2026-01-31" });
  const periods = await company.get(
    "/ledger/accountingPeriod?startFrom=2026-01-01&startTo=2026-03-01&fields=start,end,isClosed",
  );
  expect(periods.at("values")).toEqual([
    { start: "2026-01-01", end: "2026-02-01", isClosed: true },
    { start: "2026-02-01", end: "2026-03-01", isClosed: false },
  ]);
});
