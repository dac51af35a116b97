/** Customers, addresses, list endpoints, and the general rules of fields, paging, sorting and versions, over real HTTP. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { firstMessage, refusalOf, startTestCompany, type TestCompany } from "./testing.ts";

let company: TestCompany;
beforeEach(async () => {
  company = await startTestCompany();
});
afterEach(() => company.simulator.close());

const createMany = async (count: number) => {
  const bodies = Array.from({ length: count }, (_, index) => ({ name: `Medlem ${index + 1}` }));
  expect((await company.post("/customer/list", bodies)).status).toBe(201);
};
const rule = (...fields: (string | null)[]) => ({ status: 422, code: 18_000, fields });

test("numbers customers from 10001 and steps over a number taken by hand", async () => {
  await company.create("/customer", { name: "A", customerNumber: 10_002 });
  await company.create("/customer", { name: "B" });
  await company.create("/customer", { name: "C" });
  expect(company.simulator.state.customers.map((row) => row.customerNumber)).toEqual([
    10_002, 10_001, 10_003,
  ]);
});

test("refuses a customer number that is taken, on creating and on changing", async () => {
  await company.create("/customer", { name: "A", customerNumber: 7 });
  const id = await company.create("/customer", { name: "B", customerNumber: 8 });
  expect(refusalOf(await company.post("/customer", { name: "C", customerNumber: 7 }))).toEqual(
    rule("customerNumber"),
  );
  expect(refusalOf(await company.put(`/customer/${id}`, { customerNumber: 7 }))).toEqual(
    rule("customerNumber"),
  );
  expect(company.simulator.state.customers.map((row) => row.customerNumber)).toEqual([7, 8]);
});

test("takes the same name and organization number twice without a word", async () => {
  const body = { name: "Idrettslaget", organizationNumber: "123456789" };
  await company.create("/customer", body);
  await company.create("/customer", body);
  expect(company.simulator.state.customers).toHaveLength(2);
});

test("lets the company default send and remind unless told otherwise", async () => {
  await company.create("/customer", { name: "Default" });
  const quiet = {
    invoiceSendMethod: "MANUAL",
    isAutomaticReminderEnabled: false,
    isAutomaticSoftReminderEnabled: false,
    isAutomaticNoticeOfDebtCollectionEnabled: false,
    invoiceSendSMSNotification: false,
    isFactoring: false,
  };
  await company.create("/customer", { name: "Stille", ...quiet });
  const [first, second] = company.simulator.state.customers;
  expect(first).toMatchObject({
    invoiceSendMethod: "EMAIL",
    isAutomaticReminderEnabled: true,
    isAutomaticSoftReminderEnabled: true,
  });
  expect(second).toMatchObject(quiet);
});

test("names what is missing in the language of the employee", async () => {
  const missing = await company.post("/customer", { email: "a@b.no" });
  expect(missing.body).toMatchObject({
    status: 422,
    code: 18_000,
    message: "Validering feilet.",
    developerMessage: null,
    validationMessages: [{ field: "name", message: "Kan ikke være null.", path: "null.name", rootId: null }],
  });
  const english = await startTestCompany({ language: "en" });
  const answer = await english.post("/customer", {});
  await english.simulator.close();
  expect([answer.at("message"), firstMessage(answer)]).toEqual(["Validation failed.", "Cannot be null."]);
});

test("marks a broken business rule as such, without a path", async () => {
  const answer = await company.post("/customer", { name: "A", organizationNumber: "12 345" });
  expect(answer.body).toMatchObject({
    developerMessage: "VALIDATION_ERROR",
    validationMessages: [{ path: null }],
  });
  expect(refusalOf(answer)).toEqual(rule("organizationNumber"));
});

test("takes a foreign organization number when the physical address is abroad", async () => {
  const body = { name: "A", organizationNumber: "SE 55", physicalAddress: { country: { id: 191 } } };
  expect((await company.post("/customer", body)).status).toBe(201);
});

test("refuses unknown names, wrong types, lengths, ids on creating and bad e-mail", async () => {
  const unknown = await company.post("/customer", { name: "A", adress: "x", postalAddress: { street: "y" } });
  expect(refusalOf(unknown)).toEqual({ status: 422, code: 16_000, fields: ["adress", "street"] });
  expect(refusalOf(await company.post("/customer", { name: 5 }))).toEqual({
    status: 422,
    code: 16_000,
    fields: ["name"],
  });
  expect(firstMessage(await company.post("/customer", { name: "x".repeat(256) }))).toBe(
    "Length of field must be between 1 and 255.",
  );
  expect(refusalOf(await company.post("/customer", { name: "A", id: 5 }))).toEqual(rule("id"));
  expect(refusalOf(await company.post("/customer", { name: "A", email: "kåre@b.no" }))).toEqual(
    rule("email"),
  );
  expect(
    (await company.post("/customer", { name: "A", invoiceEmail: "a@b.no;c@d.no", isCustomer: false })).status,
  ).toBe(201);
});

test("refuses what the stand-in does not keep instead of losing it", async () => {
  expect(firstMessage(await company.post("/customer", { name: "A", category1: { id: 1 } }))).toContain(
    "does not keep",
  );
});

test("makes both addresses empty in Norway and shows them as stubs", async () => {
  const answer = await company.post("/customer", { name: "A", postalAddress: { addressLine1: "Veien 1" } });
  expect(answer.at("value.version")).toBe(1);
  expect(Object.keys(Object(answer.at("value.physicalAddress")))).toEqual(["id", "url"]);
  const read = await company.get(
    `/customer/${String(answer.at("value.id"))}?fields=postalAddress(addressLine1,country(id)),physicalAddress(city,country(isoAlpha2Code)),deliveryAddress`,
  );
  expect(read.body).toEqual({
    value: {
      postalAddress: { addressLine1: "Veien 1", country: { id: 161 } },
      physicalAddress: { city: "", country: { isoAlpha2Code: "NO" } },
      deliveryAddress: null,
    },
  });
});

test("changes an address in place by its id, replaces it without, refuses another's", async () => {
  const id = await company.create("/customer", {
    name: "A",
    postalAddress: { addressLine1: "Gamle vei", city: "Oslo" },
  });
  await company.create("/customer", { name: "B" });
  const [own, other] = company.simulator.state.customers.map((row) => row.postalAddress?.id);
  await company.put(`/customer/${id}`, { postalAddress: { id: own, addressLine1: "Nye vei" } });
  const inPlace = await company.get(`/customer/${id}?fields=postalAddress(id,addressLine1,city)`);
  expect(inPlace.at("value.postalAddress")).toEqual({ id: own, addressLine1: "Nye vei", city: "Oslo" });
  await company.put(`/customer/${id}`, { postalAddress: { addressLine1: "Tredje vei" } });
  const replaced = await company.get(`/customer/${id}?fields=version,postalAddress(id,addressLine1,city)`);
  expect(replaced.body).toMatchObject({
    value: { version: 3, postalAddress: { addressLine1: "Tredje vei", city: "" } },
  });
  expect(replaced.at("value.postalAddress.id")).not.toBe(own);
  expect(
    firstMessage(await company.put(`/customer/${id}`, { postalAddress: { id: other, city: "Bergen" } })),
  ).toContain("gjenbrukes");
});

test("refuses a stale version with 409/8000, checks no absent one, and keeps it when nothing changes", async () => {
  const id = await company.create("/customer", { name: "A", email: "a@b.no" });
  expect(
    (await company.put(`/customer/${id}`, { id, version: 1, name: "A", email: "a@b.no" })).at(
      "value.version",
    ),
  ).toBe(1);
  expect((await company.put(`/customer/${id}`, { id, version: 1, name: "B" })).at("value.version")).toBe(2);
  const stale = await company.put(`/customer/${id}`, { id, version: 1, name: "C" });
  expect([stale.status, stale.at("code"), stale.at("message")]).toEqual([409, 8000, "RevisionException"]);
  expect((await company.put(`/customer/${id}`, { name: "D" })).at("value")).toMatchObject({
    version: 3,
    name: "D",
    email: "a@b.no",
  });
  expect((await company.put(`/customer/${id}`, { email: null })).at("value.email")).toBe("");
});

test("filters by a list of numbers and hides inactive customers unless asked", async () => {
  await createMany(3);
  const [first] = company.simulator.state.customers;
  company.simulator.control.setCustomerInactive({ customerId: first?.id ?? 0 });
  const numbers = async (query: string) => {
    const values = (await company.get(`/customer?fields=customerNumber&${query}`)).at("values");
    return JSON.stringify(values).match(/\d+/g);
  };
  expect(await numbers("customerAccountNumber=10001,10003")).toEqual(["10003"]);
  expect(await numbers("customerAccountNumber=10001,10003&isInactive=true")).toEqual(["10001"]);
  expect(refusalOf(await company.get("/customer?customerAccountNumber=10001*"))).toMatchObject({
    status: 422,
    code: 12_000,
  });
});

test("ignores unknown query parameters, answers everything, and remembers them", async () => {
  await createMany(2);
  expect((await company.get("/customer?customerNumber=10001&name=Medlem")).at("count")).toBe(2);
  expect(company.simulator.control.ignoredParameters).toEqual([
    { method: "GET", template: "/customer", name: "customerNumber" },
    { method: "GET", template: "/customer", name: "name" },
  ]);
});

async function page(query: string): Promise<unknown[]> {
  const answer = await company.get(`/customer?${query}`);
  return [answer.at("fullResultSize"), answer.at("from"), answer.at("count")];
}

test("shows in fullResultSize only whether there is more", async () => {
  await createMany(5);
  expect(await page("count=2")).toEqual([3, 0, 2]);
  expect(await page("from=2&count=2")).toEqual([5, 2, 2]);
  expect(await page("from=4&count=2")).toEqual([5, 4, 1]);
  expect(await page("from=9&count=2")).toEqual([5, 9, 0]);
});

test("limits page and result size", async () => {
  await createMany(3);
  expect(refusalOf(await company.get("/customer?count=10001"))).toEqual({
    status: 422,
    code: 15_000,
    fields: ["count"],
  });
  expect(refusalOf(await company.get("/customer?count=ten"))).toMatchObject({ status: 404, code: 21_000 });
  company.simulator.control.changeSettings({ maximumResultSize: 2 });
  expect(refusalOf(await company.get("/customer?count=1"))).toMatchObject({ status: 422, code: 23_000 });
});

test("sorts by fields, downwards and through children, and refuses unknown ones", async () => {
  await createMany(3);
  const ids = (await company.get("/customer?sorting=-id&fields=id")).at("values.0.id");
  expect(ids).toBe(company.simulator.state.customers.at(-1)?.id);
  expect(
    (await company.get("/customer?sorting=postalAddress.city,-customerNumber")).at("values.0.customerNumber"),
  ).toBe(10_003);
  const refused = await company.get("/customer?sorting=end:desc");
  expect([refused.status, refused.at("code"), refused.at("message")]).toEqual([
    422,
    17_000,
    "Field specified for use in sorting does not exist: 'end:desc'",
  ]);
});

test("shows only the fields asked for, opens children, and refuses unknown names", async () => {
  const id = await company.create("/customer", { name: "A" });
  expect((await company.get(`/customer/${id}?fields=id,name`)).body).toEqual({ value: { id, name: "A" } });
  const star = await company.get(`/customer/${id}?fields=*,currency(code)`);
  expect(star.at("value.currency")).toEqual({ code: "NOK" });
  expect(Object.keys(Object(star.at("value.ledgerAccount")))).toEqual(["id", "url"]);
  expect(star.at("value.changes")).toBeUndefined();
  expect((await company.get(`/customer/${id}?fields=*,changes`)).at("value.changes.0.changeType")).toBe(
    "CREATE",
  );
  const nested = await company.get(`/customer/${id}?fields=postalAddress(country(kode))`);
  expect([nested.status, nested.at("code"), nested.at("message")]).toEqual([
    400,
    11_000,
    "Illegal field in fields filter: kode. kode does not match a field in the model: CountryDTO",
  ]);
  expect((await company.get("/customer?fields=values(id)")).status).toBe(400);
});

test("gives a digest when asked and 304 while it holds", async () => {
  await createMany(1);
  expect((await company.get("/customer")).at("versionDigest")).toBe("'If-None-Match' header not specified");
  const digest = String((await company.get("/customer", { "if-none-match": "x" })).at("versionDigest"));
  expect((await company.get("/customer", { "if-none-match": digest })).status).toBe(304);
  await createMany(1);
  expect((await company.get("/customer", { "if-none-match": digest })).status).toBe(200);
});

test("ignores changedSince by default and obeys it by switch", async () => {
  await createMany(1);
  company.clock.now += 60_000;
  await createMany(1);
  const since = new Date(company.clock.now - 1000).toISOString();
  expect((await company.get(`/customer?changedSince=${since}`)).at("count")).toBe(2);
  company.simulator.control.changeSettings({ changedSinceIsIgnored: false });
  expect((await company.get(`/customer?changedSince=${since}`)).at("count")).toBe(1);
});

test("writes a list as a whole or not at all, or up to the fault by switch", async () => {
  const bodies = [{ name: "A" }, { name: "B", organizationNumber: "1" }, { name: "C" }];
  expect(refusalOf(await company.post("/customer/list", bodies))).toEqual(rule("organizationNumber"));
  expect(company.simulator.state.customers).toEqual([]);
  company.simulator.control.changeSettings({ listsAreAtomic: false });
  expect((await company.post("/customer/list", bodies)).status).toBe(422);
  expect(company.simulator.state.customers.map((row) => [row.name, row.customerNumber])).toEqual([
    ["A", 10_001],
  ]);
});

test("changes a list, and closes the list endpoints by switch", async () => {
  await createMany(2);
  const changes = company.simulator.state.customers.map(({ id, version }) => ({
    id,
    version,
    email: "a@b.no",
  }));
  const answer = await company.put("/customer/list", changes);
  expect([answer.status, answer.at("count"), answer.at("values.1.version")]).toEqual([200, 2, 2]);
  company.simulator.control.changeSettings({ listEndpointsAreOpen: false });
  for (const path of ["/customer/list", "/product/list"]) {
    expect(refusalOf(await company.post(path, []))).toMatchObject({ status: 403, code: 9000 });
    expect(refusalOf(await company.put(path, []))).toMatchObject({ status: 403, code: 9000 });
  }
});

test("lets another person edit a customer, which makes an older version stale", async () => {
  const id = await company.create("/customer", { name: "A" });
  company.simulator.control.editCustomer({ customerId: id, changes: { phoneNumber: "22222222" } });
  expect((await company.put(`/customer/${id}`, { version: 1, name: "B" })).status).toBe(409);
});
