/**
 * Every line of the readiness check against the stand-ins: green in a company that is set up, and red, unknown or a warning
 * as soon as one thing is switched. The check must read only, and production must stay shut until it is green or overridden.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { READINESS_CODES, type ReadinessCode, type ReadinessState } from "../../src/sync/readiness/line.ts";
import { approveProposals } from "../helpers/mappings.ts";
import { preview } from "../helpers/plans.ts";
import { createSmallWorld, customerNoOf, daysBefore, endOfMonth } from "../helpers/small-world.ts";
import { closeRemotes, type Remotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";
import { writeNames } from "../helpers/tripletex-facts.ts";

const MEMBERSHIP = 101;
const HOODIE = 116;
const SESSION = "/token/session/:create";

let remotes: Remotes;
let stack: Stack;

beforeAll(async () => {
  const world = createSmallWorld();
  for (const index of [0, 1, 2]) {
    const lines = [{ productID: MEMBERSHIP }, { productID: HOODIE }];
    world.addInvoice({ customerNo: customerNoOf(world, index), invoiceDate: world.today, lines });
  }
  remotes = await startRemotes({ world });
  stack = await startStack({ remotes });
  await approveProposals(stack, "production");
  stack.remotes.production.control.requests.clear();
});
afterAll(async () => {
  await stack.close();
  await closeRemotes(remotes);
});

const rubicSettings = () => remotes.rubic.control.settings();
const before = { rubic: {}, tripletex: {} };
beforeAll(() => {
  before.rubic = rubicSettings();
  before.tripletex = remotes.production.control.settings();
});
afterEach(() => {
  remotes.rubic.control.faults.clear();
  remotes.production.control.faults.clear();
  remotes.rubic.control.changeSettings(before.rubic);
  remotes.production.control.changeSettings(before.tripletex);
});

async function lineOf(code: ReadinessCode, from = stack) {
  const { lines, checkProblem } = await from.checkReadiness("production");
  expect(checkProblem).toBeNull();
  const line = lines.find((each) => each.code === code);
  if (line === undefined) throw new Error(`there is no line ${code}`);
  return line;
}

/** The last day of the world's month: everything so far is then closed. */
const settings = (change: Parameters<typeof remotes.production.control.changeSettings>[0]) => () =>
  remotes.production.control.changeSettings(change);
const forbid = (path: string) => settings({ forbiddenPaths: [path] });

test("all is green in a company that is set up, but for the company that nobody has confirmed", async () => {
  const report = await stack.checkReadiness("production");
  const notGreen = report.lines.filter(({ state }) => state !== "green");
  expect(notGreen.map(({ code, state }) => [code, state])).toEqual([["COMPANY", "red"]]);
  expect(report.lines.map(({ code }) => code)).toEqual([...READINESS_CODES]);
  expect(notGreen[0]?.finding).toContain("Ekte IL (company 222, organization number 999999999)");
  expect(notGreen[0]?.remedy).toContain("--confirm-company 222");
  await expect(stack.start("production")).rejects.toMatchObject({ data: { code: "NOT_READY" } });
});

/** A customer that the accountant made, with the company's defaults. */
async function postCustomer(customer: object): Promise<void> {
  const post = async (path: string, body: object, headers: Record<string, string> = {}) => {
    const response = await fetch(`${remotes.production.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    expect(response.ok).toBe(true);
    return (await response.json()) as { value: { token: string } };
  };
  const expirationDate = new Date(Date.now() + 172_800_000).toISOString().slice(0, 10);
  const tokens = { consumerToken: "test-consumer", employeeToken: "test-employee", expirationDate };
  const { value } = await post(SESSION, tokens);
  await post("/customer", customer, { authorization: `Basic ${btoa(`0:${value.token}`)}` });
  remotes.production.control.requests.clear();
}

type Case = [what: string, code: ReadinessCode, state: ReadinessState, words: RegExp, change: () => unknown];
const CASES: Case[] = [
  [
    "a key that Rubic refuses",
    "RUBIC",
    "red",
    /did not accept our credentials/,
    () => remotes.rubic.control.faults.add({ kind: "status", status: 401, times: "always" }),
  ],
  [
    "tokens that Tripletex refuses",
    "TRIPLETEX",
    "red",
    /did not accept our credentials/,
    () =>
      remotes.production.control.faults.add({ kind: "status", status: 401, path: SESSION, times: "always" }),
  ],
  ["a missing right", "ENTITLEMENTS", "red", /\/product/, forbid("/product")],
  [
    "a company without VAT registration",
    "VAT_REGISTRATION",
    "red",
    /not registered for VAT; Rubic invoices with .*25 % VAT/,
    settings({ isVatRegistered: false }),
  ],
  [
    "hidden VAT settings",
    "VAT_REGISTRATION",
    "unknown",
    /could not be checked/,
    forbid("/ledger/vatSettings"),
  ],
  [
    "an invoice account without bank account",
    "BANK_ACCOUNT",
    "red",
    /1920.*has no bank account number/,
    settings({ hasBankAccountNumber: false }),
  ],
  [
    "a hidden chart of accounts",
    "BANK_ACCOUNT",
    "unknown",
    /could not be checked/,
    forbid("/ledger/account"),
  ],
  [
    "a closed period with documents to book",
    "PERIODS",
    "red",
    /3 documents to be booked lie in a closed period: invoice \d+/,
    () => remotes.production.control.changeSettings({ closedThrough: endOfMonth(remotes.rubic.world.today) }),
  ],
  ["hidden periods", "PERIODS", "unknown", /could not be checked/, forbid("/ledger/accountingPeriod")],
  [
    "an account that is not in use any more",
    "MAPPINGS",
    "red",
    /account 3920 \(used by 1 product of group .*3 invoice lines/,
    settings({ inactiveAccountNumbers: [3920] }),
  ],
  [
    "Rubic's clock a little wrong",
    "CLOCKS",
    "warning",
    /Rubic's clock is (89|90|91) s behind/,
    () => remotes.rubic.control.changeSettings({ clockSkewSeconds: -90 }),
  ],
  [
    "Tripletex's clock quite wrong",
    "CLOCKS",
    "red",
    /Tripletex's (399|400|401) s ahead/,
    settings({ clockSkewSeconds: 400 }),
  ],
];

describe("one thing is wrong", () => {
  test.each(CASES)("%s: %s is %s", async (_what, code, state, words, change) => {
    change();
    const line = await lineOf(code);
    expect(line).toMatchObject({ state, finding: expect.stringMatching(words) });
    expect(line.remedy).toBeTruthy();
  });

  test("an old invoice with VAT leaves open whether its VAT return is submitted", async () => {
    const { world } = remotes.rubic;
    const date = daysBefore(world, 70);
    world.addInvoice({
      customerNo: customerNoOf(world, 0),
      invoiceDate: date,
      lines: [{ productID: HOODIE }],
    });
    const line = await lineOf("PERIODS");
    expect(line).toMatchObject({ state: "unknown", finding: expect.stringContaining(`of ${date}`) });
    world.invoices = world.invoices.filter(({ invoiceDate }) => !invoiceDate.startsWith(date));
    expect((await lineOf("PERIODS")).state).toBe("green");
  });

  test("a customer made by hand: its number, and that it would be chased", async () => {
    const { world } = remotes.rubic;
    const number = Number(customerNoOf(world, 0));
    await postCustomer({ name: "En helt annen", customerNumber: number });
    const numbers = await lineOf("CUSTOMER_NUMBERS");
    const reminders = await lineOf("REMINDERS");
    expect(numbers).toMatchObject({ state: "warning", finding: expect.stringContaining(String(number)) });
    expect(numbers.finding).toMatch(/1 number belongs to another name/);
    expect(reminders).toMatchObject({ state: "warning" });
    expect(reminders.finding).toMatch(/automatic reminders: 1 .*debt collection notices: 1 .*SMS: 1/);
  });

  test("an invoice made by hand in the middle of Rubic's numbers", async () => {
    const [customer] = remotes.production.state.customers;
    const number = Math.max(...remotes.rubic.world.invoices.map(({ invoiceNumber }) => invoiceNumber)) + 10;
    const { today } = remotes.rubic.world;
    const line = { description: "Reklame", count: 1, unitPriceExcludingVatCurrency: 500, vatType: { id: 3 } };
    const order = {
      customer: { id: customer?.id },
      orderDate: today,
      deliveryDate: today,
      orderLines: [line],
    };
    const byHand = { invoiceNumber: number, invoiceDate: today, invoiceDueDate: today, orders: [order] };
    remotes.production.control.createInvoice({ ...byHand, customer: { id: customer?.id } });
    const found = await lineOf("INVOICE_NUMBERS");
    expect(found).toMatchObject({
      state: "red",
      finding: expect.stringContaining(`own highest is ${number}`),
    });
    expect((await lineOf("CUT_OVER")).finding).toContain("1 invoice of that time");
  });
});

describe("a service that is down", () => {
  test("leaves what was known, says so, and production stays as it was", async () => {
    expect((await lineOf("RUBIC")).recheckProblem).toBeUndefined();
    remotes.rubic.control.faults.add({ kind: "dropBefore", times: "always" });
    const line = await lineOf("RUBIC");
    expect(line).toMatchObject({
      state: "green",
      recheckProblem: expect.stringMatching(/could not be reached/),
    });
    expect((await lineOf("MAPPINGS")).state).toBe("green");
    remotes.rubic.control.faults.clear();
    expect((await lineOf("RUBIC")).recheckProblem).toBeUndefined();
  });
});

test("a check writes nothing, in either system", async () => {
  remotes.production.control.requests.clear();
  await stack.checkReadiness("production");
  const requests = remotes.production.control.requests.list();
  expect(requests.length).toBeGreaterThan(15);
  const writes = requests.filter(({ method }) => method !== "GET");
  expect(writes.map(({ method, template }) => `${method} ${template}`)).toEqual([`POST ${SESSION}`]);
  expect(remotes.production.control.ignoredParameters).toEqual([]);
});

test("a preview shows what would be booked before production is ready, writes nothing and ties it to no company", async () => {
  const { run, plan } = await preview(stack, "production");
  expect(run.problem).toBeNull();
  const creations = plan.totals.filter(({ action, kind }) => action === "create" && kind === "invoice");
  expect(creations[0]?.count).toBeGreaterThan(0);
  expect(writeNames(remotes.production)).toEqual([]);
  expect((await stack.overview("production")).company).toBeNull();
});

test("production starts after the company is confirmed and the rest is overridden, and not before", async () => {
  await expect(stack.start("production")).rejects.toMatchObject({ data: { code: "NOT_READY" } });
  expect(writeNames(remotes.production)).toEqual([]);
  await stack.makeReady();
  const run = await stack.sync("production");
  expect(run.problem).toBeNull();
  expect(remotes.production.state.invoices.length).toBeGreaterThan(1);
});

test("after the first writing a code that is not mapped holds what uses it, and stops nothing else", async () => {
  const { world } = remotes.rubic;
  remotes.production.control.changeSettings({ inactiveAccountNumbers: [3920] });
  expect(await lineOf("MAPPINGS")).toMatchObject({
    state: "warning",
    finding: expect.stringContaining("3920"),
  });
  const lines = [{ productID: MEMBERSHIP }];
  const { invoiceID } = world.addInvoice({
    customerNo: customerNoOf(world, 3),
    invoiceDate: world.today,
    lines,
  });
  const run = await stack.sync("production");
  expect(run.problem).toBeNull();
  const holds = await stack.openHolds("production");
  expect(holds.map(({ rubicKey }) => rubicKey)).toContain(String(invoiceID));
});
