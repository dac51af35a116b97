/**
 * What the tests of Convex functions share: an empty deployment with the project's own functions, a run that holds an
 * environment, and example records. Convex's bundler skips file names with two dots, so this is never deployed.
 * Timers are fake in these tests: what is scheduled stays in the schedule, where a test can look at it.
 */
import type { FunctionArgs } from "convex/server";
import type { Infer } from "convex/values";
import { convexTest } from "convex-test";
import type { CodeProposal } from "../src/sync/code-proposals.ts";
import { READINESS_CODES, READINESS_TITLES, type ReadinessCode } from "../src/sync/readiness/line.ts";
import { MonthSum, type ReconciledMonth } from "../src/sync/reconcile/month.ts";
import { internal } from "./_generated/api.js";
import type { Id } from "./_generated/dataModel.js";
import schema from "./schema.ts";
import { findEnvironment } from "./sync/environments.ts";
import { findHold, putHold } from "./sync/holdDoor.ts";
import { findReadiness } from "./sync/readinessGate.ts";
import { findMonth, storeMonthRow } from "./sync/reconcileMonths.ts";
import type {
  HoldInput,
  MappingInput,
  RecordKind,
  RunType,
  readinessLine,
  TripletexEnv,
} from "./validators.ts";

declare global {
  interface ImportMeta {
    /** Vite's: modules by path, loaded when called. */
    glob(patterns: string[]): Record<string, () => Promise<Record<string, unknown>>>;
  }
}

export const modules = import.meta.glob(["./**/*.*s", "!./**/*.test.ts", "!./**/*.testing.ts"]);

export function createTest() {
  return convexTest(schema, modules);
}
export type TestDeployment = ReturnType<typeof createTest>;

export const OPERATOR = { kind: "commandLine", name: "Test" } as const;

export interface Holder {
  runId: Id<"runs">;
  fence: number;
}

/** Starts a run and answers what its first step would show. */
export async function startRun(
  t: TestDeployment,
  tripletexEnv: TripletexEnv = "sandbox",
  type: RunType = "all",
): Promise<Holder> {
  if (tripletexEnv === "production") await makeReady(t);
  const args = { tripletexEnv, type, mode: "incremental", actor: OPERATOR } as const;
  const answer = await t.mutation(internal.sync.start.start, args);
  if (answer.outcome !== "started") throw new Error(`${tripletexEnv} is taken`);
  return { runId: answer.runId, fence: await fenceOf(t, tripletexEnv) };
}

/** A report in which every line is green, checked now, so that production may start. */
export async function makeReady(t: TestDeployment, tripletexEnv: TripletexEnv = "production"): Promise<void> {
  await t.run(async (ctx) => {
    if ((await findReadiness(ctx, tripletexEnv)) !== null) return;
    const lines = READINESS_CODES.map((code) => readinessLineOf(code));
    await ctx.db.insert("readiness", { tripletexEnv, lines, overrides: [], checkedAt: Date.now() });
  });
}

/** A report with red clocks, of company 7, which nobody has confirmed. */
export async function makeReadinessRed(
  t: TestDeployment,
  tripletexEnv: TripletexEnv = "production",
): Promise<void> {
  await makeReady(t, tripletexEnv);
  await t.run(async (ctx) => {
    const report = await findReadiness(ctx, tripletexEnv);
    if (report === null) throw new Error("a report was made");
    const red = { state: "red", finding: "It is wrong.", remedy: "Mend it." } as const;
    const lines = report.lines.map((line) =>
      line.code === "CLOCKS" || line.code === "COMPANY" ? { ...line, ...red } : line,
    );
    const company = { id: 7, name: "Ekte IL", organizationNumber: null };
    await ctx.db.patch("readiness", report._id, { lines, company });
  });
}

/** A stored line, green and checked now unless `change` says otherwise. */
export function readinessLineOf(
  code: ReadinessCode,
  change: Partial<Infer<typeof readinessLine>> = {},
): Infer<typeof readinessLine> {
  const title = READINESS_TITLES[code];
  return {
    code,
    title,
    state: "green",
    finding: "It is right.",
    remedy: null,
    checkedAt: Date.now(),
    ...change,
  };
}

/** Starts a preview and answers what its first step would show, and its plan. */
export async function startPreview(
  t: TestDeployment,
  tripletexEnv: TripletexEnv = "sandbox",
): Promise<Holder & { planId: Id<"plans"> }> {
  const args = { tripletexEnv, type: "all", mode: "preview", actor: OPERATOR } as const;
  const answer = await t.mutation(internal.sync.start.start, args);
  if (answer.outcome !== "started") throw new Error(`a preview of ${tripletexEnv} is on`);
  const { runId } = answer;
  return await t.run(async (ctx) => {
    const leases = await ctx.db.query("leases").take(4);
    const fence = leases.find((lease) => lease.runId === runId)?.fence ?? 0;
    const plan = await ctx.db
      .query("plans")
      .withIndex("by_run", (q) => q.eq("runId", runId))
      .unique();
    if (plan === null) throw new Error("a preview makes a plan");
    return { runId, fence, planId: plan._id };
  });
}

export async function fenceOf(t: TestDeployment, tripletexEnv: TripletexEnv): Promise<number> {
  const lease = await t.run(
    async (ctx) =>
      await ctx.db
        .query("leases")
        .withIndex("by_env", (q) => q.eq("tripletexEnv", tripletexEnv).eq("purpose", undefined))
        .unique(),
  );
  return lease?.fence ?? 0;
}

/** Lets the lease run out and the watchdog take over: the holder's fence is then an old one. */
export async function takeOver(t: TestDeployment): Promise<void> {
  await t.run(async (ctx) => {
    for (const lease of await ctx.db.query("leases").take(4)) {
      if (lease.runId !== null) await ctx.db.patch("leases", lease._id, { expiresAt: 0 });
    }
  });
  await t.mutation(internal.sync.watchdog.resumeInterrupted, {});
}

export const EMPTY_CURSOR = { phase: 0, pageNo: 1, previousKeys: [], doneKeys: [], countedPage: 0 };
/** More commits than any test makes: the sub-batch is never taken for one that was carried out before. */
export const NEVER_SEEN = Number.MAX_SAFE_INTEGER;

export type CommitArgs = FunctionArgs<typeof internal.sync.commit.commit>;

/** A sub-batch that does nothing but what `change` says. */
export function commitArgs(holder: Holder, change: Partial<CommitArgs> = {}): CommitArgs {
  return {
    ...holder,
    commitsBefore: NEVER_SEEN,
    results: [],
    progress: null,
    cursor: EMPTY_CURSOR,
    events: [],
    rate: null,
    closedList: null,
    next: { do: "stay" },
    ...change,
  };
}

/** Ends a run of all types with everything read. */
export async function finishRun(t: TestDeployment, holder: Holder): Promise<void> {
  for (const syncType of ["products", "customers", "invoices", "payments"] as const) {
    const next = { do: "finishType", syncType } as const;
    await t.mutation(internal.sync.commit.commit, commitArgs(holder, { next }));
  }
  await t.mutation(internal.sync.commit.commit, commitArgs(holder, { next: { do: "finish" } }));
}

/** A mapping of each kind: Rubic key `rubicKey` on Tripletex record `tripletexId`. */
export function mappingOf(kind: RecordKind, rubicKey: number, tripletexId: number): MappingInput {
  switch (kind) {
    case "customer":
      return { kind, rubicCustomerNo: String(rubicKey), tripletexCustomerId: tripletexId };
    case "product":
      return {
        kind,
        rubicProductCode: `CODE-${rubicKey}`,
        rubicProductId: rubicKey,
        tripletexProductId: tripletexId,
        vatTypeId: 3,
        accountId: 40,
      };
    case "invoice":
      return {
        kind,
        rubicInvoiceId: rubicKey,
        rubicInvoiceNumber: 20_000 + rubicKey,
        tripletexInvoiceId: tripletexId,
        invoiceDate: "2026-03-01",
        rubicInvoiceDate: "2026-03-01",
        netOere: 80_000,
        grossOere: 100_000,
        outstandingOere: 100_000,
      };
    case "payment":
      return {
        kind,
        rubicTransactionId: rubicKey,
        rubicInvoiceId: 1,
        tripletexInvoiceId: 11,
        tripletexPostingId: tripletexId,
        paymentDate: "2026-03-05",
        amountOere: 40_000,
        outstandingOere: 60_000,
      };
    case "credit":
      return {
        kind,
        rubicCreditId: rubicKey,
        rubicCreditNumber: 50_000 + rubicKey,
        tripletexCreditId: tripletexId,
        tripletexInvoiceId: 1_000_000 + tripletexId,
        creditDate: "2026-03-08",
        netOere: -80_000,
        grossOere: -100_000,
        outstandingOere: 0,
      };
  }
}

/** What a person can link by hand. */
export const LINKED_KINDS = ["customer", "product", "invoice", "payment"] as const;
export const RECORD_KINDS = ["customer", "product", "invoice", "credit", "payment"] as const;

export function holdOf(change: Partial<HoldInput> = {}): HoldInput {
  return { label: "Invoice 1", code: "NEEDS_CREDIT", message: "Invoice 1 is credited.", ...change };
}

/** A person's link of Rubic's record 1 to Tripletex's record 11. */
export function linkArgs(change: Partial<FunctionArgs<typeof internal.sync.linkStore.store>> = {}) {
  return {
    tripletexEnv: "sandbox" as const,
    reason: "Samme kunde",
    label: "Record 1",
    target: "Record 11",
    mapping: mappingOf("customer", 1, 11),
    isBeforeCutover: false,
    accepted: null,
    asAlias: false,
    replaces: false,
    withPayments: false,
    actor: OPERATOR,
    ...change,
  };
}

/** An intent to create a customer. */
export function intentOf(rubicKey: string, action: "create" | "update" = "create") {
  return {
    kind: "customer" as const,
    rubicKey,
    action,
    label: `Customer ${rubicKey}`,
    requestHash: "hash",
    expectation: { kind: "customer" as const, customerNumber: 1, name: "Kari" },
  };
}

/** The data of a ConvexError; fails when nothing or something else is thrown. */
export async function convexErrorOf(call: Promise<unknown>): Promise<{ code: string; remedy: string }> {
  try {
    await call;
  } catch (error) {
    if (typeof error === "object" && error !== null && "data" in error) {
      return error.data as { code: string; remedy: string };
    }
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** A payment that a closed period holds, from before the tests' clock begins; no run is on. */
export async function openClosedPeriod(t: TestDeployment): Promise<void> {
  await t.run(async (ctx) => {
    const key = { kind: "payment", rubicKey: "1", tripletexEnv: "sandbox" } as const;
    const hold = holdOf({ code: "PERIOD_CLOSED", documentDate: "1969-12-20" });
    await putHold(ctx, key, { hold, now: 1 });
  });
}

/** An open hold, of an invoice unless said otherwise, made by a run that is still on. */
export async function openHold(
  t: TestDeployment,
  change: { kind?: RecordKind; hold?: Partial<HoldInput> } = {},
) {
  const { runId } = await startRun(t);
  return await t.run(async (ctx) => {
    const key = { kind: change.kind ?? "invoice", rubicKey: "1", tripletexEnv: "sandbox" } as const;
    await putHold(ctx, key, { hold: holdOf(change.hold), runId, now: 1 });
    const hold = await findHold(ctx, key);
    if (hold === null) throw new Error("a hold was put");
    return hold._id;
  });
}

/** The proposal of a VAT code that leaves one choice. */
export const VAT_PROPOSAL = {
  kind: "vat",
  code: "3:25",
  label: "VAT code 3 at 25 %",
  target: { kind: "vat", id: 3, number: "3", percentage: 25 },
  candidates: ["3 High"],
  reason: "Same number.",
} satisfies CodeProposal;

/** Ends a reading of what there is to map in an environment, as its action does. */
export async function endReading(
  t: TestDeployment,
  tripletexEnv: TripletexEnv,
  proposals: CodeProposal[] = [VAT_PROPOSAL],
): Promise<void> {
  await t.mutation(internal.sync.codeReads.request, { tripletexEnv, actor: OPERATOR });
  const lists = {
    vatTypes: [
      { id: 3, number: "3", name: "High", percentage: 25 },
      { id: 99, number: "39", name: "Other high", percentage: 25 },
      { id: 31, number: "31", name: "Middle", percentage: 15 },
    ],
    accounts: [{ id: 40, number: 3020, name: "Salg" }],
    departments: [],
    paymentTypes: [],
  };
  await t.mutation(internal.sync.codeReads.end, { tripletexEnv, outcome: { lists, proposals } });
}

const EMPTY_MONTH: ReconciledMonth = new MonthSum().end();

/** A day long past, whose month can be signed off. */
export const COMPARED_FROM = "1969-01-01";

/** An environment that was synced, with a compared month that a person may sign off; answers its digest. */
export async function compareMonth(t: TestDeployment, month: ReconciledMonth = EMPTY_MONTH): Promise<string> {
  return await t.run(async (ctx) => {
    if ((await findEnvironment(ctx, "sandbox")) === null) {
      const company = { id: 111, name: "Sandkassa IL" };
      await ctx.db.insert("environments", { tripletexEnv: "sandbox", booksFrom: COMPARED_FROM, company });
    }
    const window = { from: COMPARED_FROM, toExclusive: "1969-02-01" };
    await storeMonthRow(ctx, { tripletexEnv: "sandbox", window, changes: 0, month, vatLabels: [] });
    return (await findMonth(ctx, "sandbox", COMPARED_FROM))?.digest ?? "";
  });
}

/** Cancels what is scheduled, where a test is about something else. */
export const forgetSteps = (t: TestDeployment) =>
  t.run(async (ctx) => {
    for (const { _id } of await ctx.db.system.query("_scheduled_functions").take(10)) {
      await ctx.scheduler.cancel(_id);
    }
  });
