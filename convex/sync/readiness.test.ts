import { makeFunctionReference } from "convex/server";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { LOCAL_ISSUER } from "../../src/identity.ts";
import { READINESS_CODES, type ReadinessCode } from "../../src/sync/readiness/line.ts";
import { api, internal } from "../_generated/api.js";
import {
  commitArgs,
  convexErrorOf,
  createTest,
  makeReadinessRed,
  makeReady,
  mappingOf,
  OPERATOR,
  openHold,
  readinessLineOf,
  startPreview,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";
import type { RecordResult, TripletexEnv } from "../validators.ts";

const NOW = Date.UTC(2026, 2, 10, 12);
const DAY_MS = 86_400_000;
const PRODUCTION = { tripletexEnv: "production" } as const;

let t: TestDeployment;
beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  t = createTest();
});

const start = (tripletexEnv: TripletexEnv = "production") =>
  t.mutation(internal.sync.start.start, { tripletexEnv, type: "all", mode: "full", actor: OPERATOR });
const reports = () => t.run(async (ctx) => await ctx.db.query("readiness").collect());
const operator = () => t.withIdentity({ issuer: LOCAL_ISSUER, subject: "local", name: "Kari" });
const view = () => operator().query(api.readiness.get, PRODUCTION);

async function setLine(code: ReadinessCode, change: Parameters<typeof readinessLineOf>[1]): Promise<void> {
  const [report] = await reports();
  if (report === undefined) throw new Error("make it ready first");
  const lines = report.lines.map((line) => (line.code === code ? readinessLineOf(code, change) : line));
  await t.run(async (ctx) => await ctx.db.patch("readiness", report._id, { lines }));
}

const WRITTEN: RecordResult = {
  outcome: "mapped",
  how: "created",
  rubicKey: "1",
  label: "Customer 1",
  mapping: mappingOf("customer", 1, 11),
};

/** A run of production that stores the results and fails. */
async function runOnce(results: RecordResult[]): Promise<void> {
  const holder = await startRun(t, "production");
  const problem = { code: "RUBIC_TIMEOUT", message: "Rubic did not answer.", remedy: "Try again." } as const;
  const next = { do: "fail", problem } as const;
  await t.mutation(internal.sync.commit.commit, commitArgs(holder, { results, next }));
}

const scheduled = () => t.run(async (ctx) => await ctx.db.system.query("_scheduled_functions").collect());
const fresh = (change: object = {}) =>
  READINESS_CODES.map((code) => {
    const { checkedAt: _, ...line } = readinessLineOf(code);
    return { ...line, isTransient: false, ...change };
  });

describe("the gate", () => {
  test("keeps production shut until it was checked, and never the sandbox", async () => {
    const error = await convexErrorOf(start());
    expect(error).toMatchObject({ code: "NOT_READY" });
    expect(error.remedy).toContain("npm run doctor -- --env production");
    expect(await t.run(async (ctx) => await ctx.db.query("runs").collect())).toEqual([]);
    expect((await start("sandbox")).outcome).toBe("started");
  });

  test("lets a preview through, but not the plan that it makes", async () => {
    const { planId, ...preview } = await startPreview(t, "production");
    const customer = { kind: "customer", rubicKey: "1", label: "Customer 1" } as const;
    const planItems = [{ ...customer, action: "create", rubicHash: "hash", contentHash: "content" } as const];
    const end = commitArgs(preview, { planItems, next: { do: "finish" } });
    await t.mutation(internal.sync.commit.commit, end);
    const wish = { ...PRODUCTION, mode: "incremental", planId, actor: OPERATOR } as const;
    expect((await convexErrorOf(t.mutation(internal.sync.start.start, wish))).code).toBe("NOT_READY");
  });

  test("opens when everything is green", async () => {
    await makeReady(t);
    expect((await start()).outcome).toBe("started");
  });

  test.each(["red", "unknown", "warning"] as const)(
    "refuses the first run over a line that is %s, by name",
    async (state) => {
      await makeReady(t);
      await setLine("BANK_ACCOUNT", { state });
      const error = await convexErrorOf(start());
      expect(error).toMatchObject({
        code: "NOT_READY",
        message: expect.stringContaining(`Bank account on the invoice account (${state})`),
      });
      expect((await view()).notReady?.code).toBe("NOT_READY");
    },
  );

  test.each([
    ["warning", "started"],
    ["unknown", "NOT_READY"],
    ["red", "NOT_READY"],
  ] as const)(
    "in a production that was written to before, a line that is %s leads to %s",
    async (state, expected) => {
      await runOnce([WRITTEN]);
      await setLine("CLOCKS", { state });
      const answer = expected === "started" ? (await start()).outcome : (await convexErrorOf(start())).code;
      expect(answer).toBe(expected);
    },
  );

  test.each([
    ["failed before it wrote", []],
    ["found everything in Tripletex", [{ ...WRITTEN, how: "adopted" as const }]],
  ])("after a run that %s, a warning still stops the first writing", async (_what, results) => {
    await runOnce(results);
    await setLine("CLOCKS", { state: "warning" });
    expect((await convexErrorOf(start())).code).toBe("NOT_READY");
  });

  test("opens over an override with a reason, and shuts again when that is taken back or the line gets worse", async () => {
    await makeReady(t);
    await setLine("CLOCKS", { state: "warning" });
    const line = { ...PRODUCTION, code: "CLOCKS", via: "page" } as const;
    await operator().mutation(api.readiness.override, { ...line, reason: "The proxy is slow" });
    expect((await view()).notReady).toBeNull();
    const shown = (await view()).lines.find(({ code }) => code === "CLOCKS");
    expect(shown?.override).toMatchObject({ reason: "The proxy is slow", at: NOW, actor: { name: "Kari" } });
    await setLine("CLOCKS", { state: "red" });
    expect((await view()).notReady?.code).toBe("NOT_READY");
    await setLine("CLOCKS", { state: "warning" });
    await operator().mutation(api.readiness.undo, line);
    expect((await convexErrorOf(start())).code).toBe("NOT_READY");
  });

  test("shuts when the answer is more than a week old", async () => {
    await makeReady(t);
    vi.setSystemTime(NOW + 7 * DAY_MS);
    expect((await view()).notReady).toBeNull();
    vi.setSystemTime(NOW + 7 * DAY_MS + 1);
    const error = await convexErrorOf(start());
    expect(error).toMatchObject({
      code: "NOT_READY",
      message: expect.stringContaining("more than 7 days ago"),
    });
  });
});

const override = (change: object) =>
  convexErrorOf(
    t.mutation(internal.sync.readiness.override, {
      ...PRODUCTION,
      code: "CLOCKS",
      reason: "Known",
      actor: OPERATOR,
      ...change,
    }),
  );

describe("an override", () => {
  test("needs a check, a reason and something to override", async () => {
    expect((await override({})).code).toBe("LINE_NOT_CHECKED");
    await makeReadinessRed(t);
    expect((await override({ reason: "  " })).code).toBe("REASON_MISSING");
    expect((await override({ code: "VAT_REGISTRATION" })).code).toBe("LINE_IS_GREEN");
  });

  test.each(["SETTINGS", "RUBIC", "TRIPLETEX", "COMPANY"] as const)("is impossible for %s", async (code) => {
    await makeReady(t);
    await setLine(code, { state: "red", remedy: "Mend it." });
    expect(await override({ code })).toMatchObject({ code: "LINE_NOT_OVERRIDABLE", remedy: "Mend it." });
  });

  test("that is not there can't be taken back", async () => {
    await makeReady(t);
    const undo = t.mutation(internal.sync.readiness.undo, { ...PRODUCTION, code: "CLOCKS", actor: OPERATOR });
    expect((await convexErrorOf(undo)).code).toBe("NOT_OVERRIDDEN");
  });
});

const confirm = (companyId: number) =>
  t.mutation(internal.sync.readiness.confirm, { ...PRODUCTION, companyId, actor: OPERATOR });

describe("confirming the company", () => {
  test("makes the line green and ties the environment to the company that was seen", async () => {
    await makeReadinessRed(t);
    await confirm(7);
    const line = (await view()).lines.find(({ code }) => code === "COMPANY");
    expect(line).toMatchObject({ state: "green", finding: expect.stringContaining("Ekte IL") });
    const environments = await t.run(async (ctx) => await ctx.db.query("environments").collect());
    expect(environments).toMatchObject([{ ...PRODUCTION, company: { id: 7, name: "Ekte IL" } }]);
  });

  test("refuses a company that the check has not seen", async () => {
    await makeReadinessRed(t);
    expect((await convexErrorOf(confirm(8))).code).toBe("COMPANY_NOT_SEEN");
    expect((await reports())[0]?.confirmed).toBeUndefined();
  });

  test("refuses the company of the other environment", async () => {
    await makeReadinessRed(t);
    const sandbox = await startRun(t, "sandbox");
    const company = { id: 7, name: "Ekte IL" };
    await t.mutation(internal.sync.sessions.pinCompany, { ...sandbox, company });
    expect((await convexErrorOf(confirm(7))).code).toBe("SAME_COMPANY");
  });
});

const request = () => t.mutation(internal.sync.readiness.request, { ...PRODUCTION, actor: OPERATOR });

const store = (startedAt: number, lines = fresh()) =>
  t.mutation(internal.sync.readiness.store, { ...PRODUCTION, startedAt, lines, company: null });

describe("a check", () => {
  test("is on at most once per environment; a dead one is replaced", async () => {
    expect(await request()).toEqual({ outcome: "started", startedAt: NOW });
    vi.setSystemTime(NOW + 599_999);
    expect(await request()).toEqual({ outcome: "busy", startedAt: NOW, startedBy: OPERATOR });
    expect(await scheduled()).toHaveLength(1);
    vi.setSystemTime(NOW + 600_000);
    expect((await request()).outcome).toBe("started");
    expect(await scheduled()).toHaveLength(2);
  });

  test("that was replaced stores nothing", async () => {
    await request();
    vi.setSystemTime(NOW + 600_000);
    await request();
    await store(NOW);
    expect(await reports()).toMatchObject([{ lines: [], checking: { startedAt: NOW + 600_000 } }]);
    await store(NOW + 600_000);
    expect((await reports())[0]?.lines).toHaveLength(READINESS_CODES.length);
    expect((await reports())[0]?.checking).toBeUndefined();
  });

  test("that came to no end leaves what was known, and says why", async () => {
    await makeReady(t);
    await request();
    const problem = { code: "UNFORESEEN", message: "Broken.", remedy: "Report it." } as const;
    await t.mutation(internal.sync.readiness.fail, { ...PRODUCTION, startedAt: NOW, problem });
    expect(await view()).toMatchObject({ checking: null, checkProblem: problem, notReady: null });
  });

  test("cuts a finding that is too long", async () => {
    await request();
    await store(NOW, fresh({ finding: "x".repeat(5000) }));
    expect((await reports())[0]?.lines[0]?.finding.length).toBeLessThanOrEqual(1000);
  });

  test("counts as to be booked what has neither a mapping nor a hold", async () => {
    const holdId = await openHold(t);
    await t.mutation(makeFunctionReference<"mutation">("invoiceMapping:upsert"), {
      tripletexEnv: "sandbox",
      mapping: mappingOf("invoice", 2, 22),
      actor: OPERATOR,
    });
    const unbooked = (ids: number[]) =>
      t.query(internal.sync.readiness.unbooked, { tripletexEnv: "sandbox", kind: "invoice", ids });
    expect(await unbooked([1, 2, 3])).toEqual([3]);
    await t.run(async (ctx) => await ctx.db.patch("holds", holdId, { state: "resolved" }));
    expect(await unbooked([1, 2, 3])).toEqual([1, 3]);
  });

  test("counts a note as to be booked until it has a mapping or a hold as a credit", async () => {
    const unbooked = () =>
      t.query(internal.sync.readiness.unbooked, {
        tripletexEnv: "sandbox",
        kind: "credit",
        ids: [1, 2, 3, 4],
      });
    const held = { label: "Credit note", code: "PERIOD_CLOSED", message: "It waits." } as const;
    const holder = await startRun(t);
    const results: RecordResult[] = [
      {
        outcome: "mapped",
        how: "created",
        rubicKey: "3",
        label: "Credit note 3",
        mapping: mappingOf("credit", 3, 33),
      },
      { outcome: "held", kind: "credit", rubicKey: "4", hold: held, removesIntent: false },
      { outcome: "held", kind: "invoice", rubicKey: "1", hold: held, removesIntent: false },
      {
        outcome: "mapped",
        how: "created",
        rubicKey: "2",
        label: "Invoice 2",
        mapping: mappingOf("invoice", 2, 22),
      },
    ];
    expect(await unbooked()).toEqual([1, 2, 3, 4]);
    await t.mutation(internal.sync.commit.commit, commitArgs(holder, { results }));
    expect(await unbooked()).toEqual([1, 2]);
    await t.run(async (ctx) => {
      const hold = (await ctx.db.query("holds").collect()).find(({ kind }) => kind === "credit");
      if (hold !== undefined) await ctx.db.patch("holds", hold._id, { state: "ignored" });
    });
    expect(await unbooked()).toEqual([1, 2]);
  });

  test("counts VAT terms as they are set", async () => {
    const known = () => t.query(internal.sync.readiness.knownEnvironment, PRODUCTION);
    expect((await known()).vatTerms).toBe("twoMonthly");
    await t.mutation(internal.sync.settings.set, { ...PRODUCTION, vatTerms: "yearly", actor: OPERATOR });
    expect((await known()).vatTerms).toBe("yearly");
  });

  test("comes every night, but only to a production whose settings are complete", async () => {
    await t.mutation(internal.sync.readiness.checkDaily, {});
    expect(await scheduled()).toEqual([]);
    for (const [name, value] of Object.entries(SETTINGS)) vi.stubEnv(name, value);
    await t.mutation(internal.sync.readiness.checkDaily, {});
    expect((await scheduled()).map(({ args }) => args)).toEqual([[{ ...PRODUCTION, startedAt: NOW }]]);
    vi.unstubAllEnvs();
  });
});

const SETTINGS = {
  LOCAL_BACKEND: "true",
  SESSION_ENCRYPTION_KEY: btoa("k".repeat(32)),
  RUBIC_BASE_URL: "http://127.0.0.1:1",
  RUBIC_API_KEY: "rubic-key",
  RUBIC_ORGANIZATION_ID: "100",
  TRIPLETEX_PRODUCTION_BASE_URL: "http://127.0.0.1:3/v2",
  TRIPLETEX_PRODUCTION_CONSUMER_TOKEN: "test-consumer",
  TRIPLETEX_PRODUCTION_EMPLOYEE_TOKEN: "test-employee",
};
