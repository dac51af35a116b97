/** The Rubic simulator over real HTTP: paging, filters, refusals, and every switch with the totals unchanged. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { createWorld, type World } from "../world/index.ts";
import { type RubicSimulator, startRubicSimulator } from "./index.ts";
import { DEFAULT_SETTINGS } from "./settings.ts";

const TODAY = "2025-11-21";
const rowsSchema = z.array(z.record(z.string(), z.unknown()));
type Row = z.infer<typeof rowsSchema>[number];

let simulator: RubicSimulator;
let world: World;

beforeAll(async () => {
  world = createWorld({ seed: 7, members: 60, today: TODAY, yearsOfHistory: 2 });
  simulator = await startRubicSimulator({ world });
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.control.changeSettings(DEFAULT_SETTINGS);
  simulator.control.faults.clear();
  simulator.control.log.clear();
});

const LISTS = {
  "/accounting/100/customers": () => world.customers,
  "/accounting/100/products": () => world.products,
  "/accounting/100/productgroups": () => world.productGroups,
  "/accounting/100/departments": () => world.departments,
  "/accounting/100/invoices": () => world.invoices,
  "/accounting/100/invoices/transactions": () => world.transactions,
  "/members/100/persons": () => world.persons,
  "/members/100/companies": () => world.companies,
};
const INVOICES = "/accounting/100/invoices";
const TRANSACTIONS = "/accounting/100/invoices/transactions";

function get(path: string, headers: Record<string, string> = { authorization: "Bearer rubic-key" }) {
  return fetch(`${simulator.url}${path}`, { headers });
}

async function rows(path: string): Promise<Row[]> {
  const response = await get(path);
  expect(response.status).toBe(200);
  return rowsSchema.parse(await response.json());
}

/** All pages until an empty one, as a careful client reads them. */
async function readAll(path: string, pageSize: number): Promise<Row[]> {
  const all: Row[] = [];
  for (let pageNo = 1; ; pageNo += 1) {
    const page = await rows(`${path}${path.includes("?") ? "&" : "?"}pageNo=${pageNo}&pageSize=${pageSize}`);
    if (page.length === 0) {
      return all;
    }
    all.push(...page);
  }
}

function numbers(list: readonly Row[], key: string): number[] {
  return list.map((row) => z.number().parse(row[key]));
}

function control(path: string, body: unknown) {
  return fetch(`${simulator.url}/_control/${path}`, { method: "POST", body: JSON.stringify(body) });
}

describe("lists", () => {
  test.each(Object.entries(LISTS))("%s gives the world's records as a bare array", async (path, expected) => {
    expect(await rows(`${path}?pageSize=1000`)).toEqual(JSON.parse(JSON.stringify(expected())));
  });

  test("pages count from 1, end with an empty page, and lose and repeat nothing", async () => {
    const ids = numbers(await readAll(INVOICES, 97), "invoiceID");
    expect(ids).toEqual(world.invoices.map(({ invoiceID }) => invoiceID));
  });

  test("a cap cuts pages without a word", async () => {
    simulator.control.changeSettings({ pageSizeCap: 100 });
    expect(await rows(`${INVOICES}?pageSize=1000`)).toHaveLength(100);
    expect(await readAll(INVOICES, 1000)).toHaveLength(world.invoices.length);
  });

  test("rows come in the order of the setting", async () => {
    const ids = world.invoices.map(({ invoiceID }) => invoiceID);
    simulator.control.changeSettings({ sortOrder: "idDesc" });
    expect(numbers(await readAll(INVOICES, 500), "invoiceID")).toEqual(ids.toReversed());
    simulator.control.changeSettings({ sortOrder: "dateDesc" });
    const dates = (await rows(`${INVOICES}?pageSize=500`)).map(({ invoiceDate }) => String(invoiceDate));
    expect(dates).toEqual(dates.toSorted().toReversed());
    simulator.control.changeSettings({ sortOrder: "unstable" });
    const first = numbers(await rows(`${INVOICES}?pageSize=1000`), "invoiceID");
    const second = numbers(await rows(`${INVOICES}?pageSize=1000`), "invoiceID");
    expect(first).not.toEqual(second);
    expect(first.toSorted((a, b) => a - b)).toEqual(ids);
  });

  test("rows that shift come twice, or are missed in one pass and there in the next", async () => {
    simulator.control.changeSettings({ rowsShiftWhilePaging: "repeatRow" });
    const repeated = numbers(await readAll(INVOICES, 100), "invoiceID");
    expect(repeated.length).toBeGreaterThan(world.invoices.length);
    expect(new Set(repeated).size).toBe(world.invoices.length);
    simulator.control.changeSettings({ rowsShiftWhilePaging: "missRow" });
    const passes = [await readAll(INVOICES, 100), await readAll(INVOICES, 100)].map((list) => list.length);
    expect(passes.toSorted((a, b) => a - b)).toEqual([world.invoices.length - 1, world.invoices.length]);
  });
});

function inAugust(date: string | undefined): boolean {
  return date?.startsWith("2025-08") ?? false;
}

describe("periods", () => {
  const august = "startPeriod=2025-08-01T00:00:00.000Z&endPeriod=2025-08-31T23:59:59.999Z&pageSize=1000";

  test.each(["invoiceDate", "created", "sentDate"] as const)("invoices are filtered by %s", async (field) => {
    simulator.control.changeSettings({ invoiceFilterField: field });
    const expected = world.invoices.filter((invoice) => inAugust(invoice[field]));
    expect(expected.length).toBeGreaterThan(0);
    expect(numbers(await rows(`${INVOICES}?${august}`), "invoiceID")).toEqual(
      expected.map(({ invoiceID }) => invoiceID),
    );
  });

  test("payments are filtered by payment date or by registration", async () => {
    const late = world.awkward.paymentRegisteredLateTransaction;
    const from = "startPeriod=2025-11-01T00:00:00Z&pageSize=1000";
    expect(numbers(await rows(`${TRANSACTIONS}?${from}`), "invoiceTransactionID")).not.toContain(late);
    simulator.control.changeSettings({ transactionFilterField: "registered" });
    expect(numbers(await rows(`${TRANSACTIONS}?${from}`), "invoiceTransactionID")).toContain(late);
  });

  test("the end is inside or outside, either bound may stand alone", async () => {
    const last = world.invoices.at(-1)?.invoiceDate ?? "";
    const until = `${INVOICES}?endPeriod=${last}Z&pageSize=1000`;
    expect(await rows(until)).toHaveLength(world.invoices.length);
    simulator.control.changeSettings({ periodEnd: "exclusive" });
    const expected = world.invoices.filter(({ invoiceDate }) => invoiceDate < last);
    expect(await rows(until)).toHaveLength(expected.length);
  });

  test("an unsent invoice has year 1 or its creation time, and is found accordingly", async () => {
    const unsent = world.awkward.unsentInvoice;
    const find = async () =>
      (await rows(`${INVOICES}?pageSize=1000`)).find((row) => row.invoiceID === unsent);
    expect((await find())?.sentDate).toBe("0001-01-01T00:00:00");
    simulator.control.changeSettings({ unsentDate: "realDate", invoiceFilterField: "sentDate" });
    expect((await find())?.sentDate).toBe("2025-10-14T09:30:00");
    const recent = await rows(`${INVOICES}?startPeriod=2025-10-01T00:00:00Z&pageSize=1000`);
    expect(numbers(recent, "invoiceID")).toContain(unsent);
  });
});

describe("refusals", () => {
  test("a wrong or missing key is 401 with plain text", async () => {
    const wrong: Record<string, string>[] = [
      { accept: "application/json" },
      { authorization: "Bearer wrong" },
      { authorization: "rubic-key" },
    ];
    for (const headers of wrong) {
      const response = await get(INVOICES, headers);
      expect([response.status, response.headers.get("content-type")]).toEqual([
        401,
        "text/plain; charset=utf-8",
      ]);
    }
  });

  test("an unknown organization is 404 or 403, an unknown path 404, another verb 405", async () => {
    expect((await get("/accounting/101/invoices")).status).toBe(404);
    simulator.control.changeSettings({ unknownOrganization: 403 });
    expect((await get("/accounting/101/invoices")).status).toBe(403);
    expect((await get("/accounting/100/vouchers")).status).toBe(404);
    expect((await get("/accounting/100/invoices/1")).status).toBe(404);
    const posted = await fetch(`${simulator.url}${INVOICES}`, { method: "POST", body: "{}" });
    expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET"]);
  });

  test.each([
    ["pageNo=0", "pageNo"],
    ["pageSize=many", "pageSize"],
    ["pageNo=1&pageNo=2", "pageNo"],
    ["startPeriod=yesterday", "startPeriod"],
    ["endPeriod=2025-02-31T99:00:00Z", "endPeriod"],
    ["modifiedSince=2025-01-01", "modifiedSince"],
  ])("%s is 400 and the problem names it", async (query, name) => {
    const response = await get(`${INVOICES}?${query}`);
    expect([response.status, response.headers.get("content-type")]).toEqual([
      400,
      "application/problem+json; charset=utf-8",
    ]);
    expect(await response.json()).toMatchObject({ status: 400, errors: { [name]: [expect.any(String)] } });
  });

  test("a period on a list without dates is refused", async () => {
    expect((await get("/accounting/100/customers?startPeriod=2025-01-01T00:00:00Z")).status).toBe(400);
  });

  test("faults of the shared kind work, and the log keeps no key", async () => {
    simulator.control.faults.add([
      { kind: "rateLimited", path: "/accounting/{organization}/invoices", retryAfterSeconds: 3 },
      { kind: "status", status: 200, body: '[{"invoiceID":' },
    ]);
    const limited = await get(INVOICES);
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "3"]);
    expect(await (await get(INVOICES)).text()).toBe('[{"invoiceID":');
    expect(JSON.stringify(simulator.control.log.list())).not.toContain("rubic-key");
    expect(simulator.control.log.list()).toMatchObject([
      { status: 429, template: "/accounting/{organization}/invoices" },
      { status: 200 },
    ]);
  });
});

describe("steering over HTTP", () => {
  test("acts move the world, and a misspelt act is refused", async () => {
    const changed = await control("acts/changeCustomer", { customerNo: "10001", patch: { city: "HAMAR" } });
    expect([changed.status, world.customers.find(({ customerNo }) => customerNo === "10001")?.city]).toEqual([
      200,
      "HAMAR",
    ]);
    const billed = await control("acts/addInvoice", { customerNo: "10001", lines: [{ productID: 116 }] });
    const { invoiceID } = z.object({ invoiceID: z.number() }).parse(await billed.json());
    await control("acts/addTransaction", { invoiceID, paidAmount: 299, transactionTypeID: 3 });
    const found = (await rows(`${INVOICES}?startPeriod=${TODAY}T00:00:00Z`)).find(
      (row) => row.invoiceID === invoiceID,
    );
    expect(found).toMatchObject({ grossTotal: 299, paidAmount: 299, balance: 0 });
    expect((await control("acts/addTransaction", { invoiceId: 1, paidAmount: 1 })).status).toBe(400);
    expect((await control("acts/addTransaction", { invoiceID: 1, paidAmount: 1 })).status).toBe(400);
    expect((await control("acts/forget", {})).status).toBe(404);
  });

  test("settings and state can be read and changed, and an unknown setting is refused", async () => {
    const changed = await control("settings", { dateFormat: "dateOnly" });
    expect(await changed.json()).toMatchObject({ dateFormat: "dateOnly", priceMode: "exclVat" });
    expect((await control("settings", { dateformat: "dateOnly" })).status).toBe(400);
    const state = await (await fetch(`${simulator.url}/_control/state`)).json();
    expect(state).toMatchObject({ counts: { products: 27 }, awkward: { customerNonNumeric: "G-2041" } });
  });

  test("acts without a date happen on the Norwegian day of a given clock", async () => {
    const own = createWorld({ seed: 8, members: 30, today: TODAY, yearsOfHistory: 0 });
    const nowMs = Date.parse("2025-12-31T23:30:00Z");
    const clocked = await startRubicSimulator({ world: own, now: () => nowMs, latencyMs: 5 });
    try {
      const lines = [{ productID: 101 }];
      await fetch(`${clocked.url}/_control/acts/addInvoice`, {
        method: "POST",
        body: JSON.stringify({ customerNo: "10001", lines }),
      });
      expect(own.invoices.at(-1)?.invoiceDate).toBe("2026-01-01T00:00:00");
    } finally {
      await clocked.close();
    }
  });

  test("a taken port is refused", async () => {
    await expect(startRubicSimulator({ world, port: Number(new URL(simulator.url).port) })).rejects.toThrow(
      "EADDRINUSE",
    );
  });
});
