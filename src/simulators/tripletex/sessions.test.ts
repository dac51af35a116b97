/** Sessions, envelopes of refusals, routes and the rate limit, over real HTTP. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { refusalOf, send, startTestCompany, type TestCompany } from "./testing.ts";

let company: TestCompany;
beforeEach(async () => {
  company = await startTestCompany();
});
afterEach(() => company.simulator.close());

const CREDENTIALS = { consumerToken: "test-consumer", employeeToken: "test-employee" };
const CREATE = "/token/session/:create";
const basic = (credentials: string) => ({
  authorization: `Basic ${Buffer.from(credentials).toString("base64")}`,
});

async function newToken(expirationDate = "2026-02-20"): Promise<string> {
  const answer = await company.request("POST", CREATE, { ...CREDENTIALS, expirationDate });
  return String(answer.at("value.token"));
}

test("makes a session by POST and by PUT, and both work", async () => {
  const query = new URLSearchParams({ ...CREDENTIALS, expirationDate: "2026-02-20" });
  const put = await send(`${company.simulator.url}${CREATE}?${query}`, "PUT");
  const post = await send(`${company.simulator.url}${CREATE}`, "POST", {
    body: { ...CREDENTIALS, expirationDate: "2026-02-20" },
  });
  expect([put.status, post.status]).toEqual([200, 201]);
  for (const answer of [put, post]) {
    const headers = basic(`0:${String(answer.at("value.token"))}`);
    expect((await company.get("/token/session/>whoAmI", headers)).status).toBe(200);
  }
});

test.each([
  ["status404", 404, 6000],
  ["status405", 405, 4000],
  ["status400", 400, 4000],
] as const)("can be a server without POST for sessions (%s)", async (postSessionCreate, status, code) => {
  company.simulator.control.changeSettings({ postSessionCreate });
  const answer = await company.post(CREATE, { ...CREDENTIALS, expirationDate: "2026-02-20" });
  expect([answer.status, answer.at("code")]).toEqual([status, code]);
});

test("ends a session at Oslo midnight at the start of its expiration date", async () => {
  const headers = basic(`0:${await newToken("2026-02-16")}`);
  company.clock.now = Date.parse("2026-02-15T22:59:59Z");
  expect((await company.get("/token/session/>whoAmI", headers)).status).toBe(200);
  company.clock.now = Date.parse("2026-02-15T23:00:00Z");
  expect((await company.get("/token/session/>whoAmI", headers)).status).toBe(401);
});

test("refuses today as expiration date, also when it is still yesterday in UTC", async () => {
  company.clock.now = Date.parse("2026-02-14T23:30:00Z");
  const answer = await company.post(CREATE, { ...CREDENTIALS, expirationDate: "2026-02-15" });
  expect(refusalOf(answer)).toEqual({ status: 422, code: 18_000, fields: ["expirationDate"] });
});

test("refuses wrong tokens and names missing ones", async () => {
  const wrong = await company.post(CREATE, {
    ...CREDENTIALS,
    employeeToken: "other",
    expirationDate: "2026-02-20",
  });
  expect(wrong.status).toBe(401);
  const missing = await send(`${company.simulator.url}${CREATE}?consumerToken=a`, "PUT");
  expect(refusalOf(missing)).toEqual({
    status: 422,
    code: 15_000,
    fields: ["employeeToken", "expirationDate"],
  });
});

test("answers 401 in Tripletex's words without a live session", async () => {
  const answer = await company.get("/customer", { authorization: "Basic bm90OmE=" });
  expect(answer.body).toMatchObject({
    status: 401,
    code: 3000,
    message: "Unauthorized",
    developerMessage: "Could not log in. Check login info in Authorization header.",
    validationMessages: null,
  });
  expect(answer.at("requestId")).toBe(answer.headers.get("x-tlx-request-id"));
});

test("accepts 0, nothing, and its own company id as user name, but no other company", async () => {
  const token = await newToken();
  const statuses: number[] = [];
  for (const user of ["0", "", "7654321", "1"])
    statuses.push((await company.get("/customer", basic(`${user}:${token}`))).status);
  expect(statuses).toEqual([200, 200, 200, 401]);
});

test("ends a session on request and all sessions by fault", async () => {
  const token = await newToken();
  expect((await company.request("DELETE", `/token/session/${encodeURIComponent(token)}`)).status).toBe(204);
  expect((await company.get("/customer", basic(`0:${token}`))).status).toBe(401);
  company.simulator.control.faults.add({ kind: "expireSessions", path: "/customer" });
  expect((await company.get("/customer")).status).toBe(401);
  expect((await company.get("/customer", basic(`0:${await newToken()}`))).status).toBe(200);
});

test("says who the token belongs to, without a scheme in addresses", async () => {
  const answer = await company.get("/token/session/>whoAmI");
  expect(answer.body).toMatchObject({
    value: { companyId: 7_654_321, language: "no", company: { url: "tripletex.no/v2/company/7654321" } },
  });
  expect((await company.get("/company/7654321")).at("value.name")).toBe("Prøvebyen IL");
});

test("understands percent-encoded colons and arrows", async () => {
  expect((await company.get("/token/session/%3EwhoAmI")).status).toBe(200);
});

test("answers 404/6000 for unknown paths and things, and for a lost /v2", async () => {
  const { url } = company.simulator;
  const answers = [
    await company.get("/nothing"),
    await company.get("/customer/12345"),
    await send(url.replace("/v2", "/customer"), "GET"),
  ];
  expect(answers.map(refusalOf)).toEqual(answers.map(() => ({ status: 404, code: 6000, fields: null })));
});

test("answers a wrong method with 400/4000 and bad JSON with 422/22000", async () => {
  expect(refusalOf(await company.request("DELETE", "/invoice/1"))).toMatchObject({ status: 400, code: 4000 });
  expect(refusalOf(await company.post("/customer", "{"))).toMatchObject({ status: 422, code: 22_000 });
});

test("carries request id and rate limit headers on every answer", async () => {
  for (const path of ["/customer", "/nothing"]) {
    const { headers } = await company.get(path);
    expect(headers.get("x-tlx-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(Number(headers.get("x-rate-limit-remaining"))).toBeGreaterThan(0);
  }
});

test("answers 429 until the period is over, counting down in seconds", async () => {
  company.simulator.control.changeSettings({ rateLimit: { limit: 2, periodSeconds: 10 } });
  company.clock.now += 3_600_000;
  await company.get("/customer");
  company.clock.now += 4000;
  const second = await company.get("/customer");
  expect([second.headers.get("x-rate-limit-remaining"), second.headers.get("x-rate-limit-reset")]).toEqual([
    "0",
    "6",
  ]);
  expect((await company.get("/customer")).status).toBe(429);
  company.clock.now += 6000;
  expect((await company.get("/customer")).status).toBe(200);
});

test("can leave a 429 without headers", async () => {
  company.simulator.control.changeSettings({
    rateLimit: { limit: 1, periodSeconds: 10, headersOn429: false },
  });
  company.clock.now += 3_600_000;
  await company.get("/customer");
  const answer = await company.get("/customer");
  expect([answer.status, answer.headers.get("x-rate-limit-reset")]).toEqual([429, null]);
});

test("keeps tokens out of log and state", async () => {
  const token = await newToken();
  await company.request("DELETE", `/token/session/${encodeURIComponent(token)}`);
  const query = new URLSearchParams({ ...CREDENTIALS, expirationDate: "2026-02-20" });
  await send(`${company.simulator.url}${CREATE}?${query}`, "PUT");
  const seen = JSON.stringify([company.simulator.control.requests.list(), company.simulator.state]);
  for (const secret of [token, encodeURIComponent(token), "test-consumer", "test-employee"])
    expect(seen).not.toContain(secret);
});
