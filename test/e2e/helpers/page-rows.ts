/**
 * Rows for the tables that the page reads: short to ask for, complete as the schema wants them. Written directly, past
 * the doors that the service itself uses, because a test of the page needs states and not the way there.
 */

import type { GenericMutationCtx } from "convex/server";
import type { DataModel, Doc, Id } from "../../../convex/_generated/dataModel.js";
import schema from "../../../convex/schema.ts";
import { awaitedBy } from "../../../src/sync/hold-codes.ts";

export type Seeder = GenericMutationCtx<DataModel>;
export type Environment = Doc<"runs">["tripletexEnv"];
type Status = Doc<"runs">["status"];
type SyncType = Doc<"syncState">["syncType"];
type Counters = Doc<"runProgress">["counters"];

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
const TYPES: SyncType[] = ["products", "customers", "invoices", "payments"];
export const COMPANY = { id: 4711823, name: "Nordmarka Skiklubb" };
export const OPERATOR = { kind: "person" as const, name: "Kari Nordmann" };

export async function emptyTables(ctx: Seeder): Promise<void> {
  for (const table of Object.keys(schema.tables) as (keyof typeof schema.tables)[]) {
    const rows = await ctx.db.query(table).collect();
    for (const row of rows) await ctx.db.delete(row._id);
  }
}

const counters = (part: Partial<Counters>): Counters => {
  const full = { created: 0, updated: 0, adopted: 0, unchanged: 0, held: 0, ...part };
  return { done: full.created + full.updated + full.adopted + full.unchanged + full.held, ...full };
};

export interface RunSeed {
  env?: Environment;
  status: Status;
  startedAgoMs?: number;
  tookMs?: number | null;
  problem?: Doc<"runs">["problem"];
  resumeInMs?: number;
  interruptions?: number;
  types?: Partial<Record<SyncType, TypeSeed>>;
  actor?: Doc<"runs">["actor"];
  mode?: Doc<"runs">["mode"];
}

interface TypeSeed {
  status: Doc<"syncState">["status"];
  counters?: Partial<Counters>;
  expected?: number;
  isExpectedFinal?: boolean;
  errorMessage?: string;
}

export async function insertRun(ctx: Seeder, run: RunSeed): Promise<Id<"runs">> {
  const env = run.env ?? "sandbox";
  const now = Date.now();
  const startedAt = now - (run.startedAgoMs ?? 5 * MINUTE_MS);
  const completedAt = run.tookMs === null ? undefined : startedAt + (run.tookMs ?? 2 * MINUTE_MS);
  const types = Object.entries(run.types ?? {}) as [SyncType, TypeSeed][];
  const runId = await ctx.db.insert("runs", {
    tripletexEnv: env,
    types: types.map(([type]) => type),
    mode: run.mode ?? "incremental",
    actor: run.actor ?? OPERATOR,
    status: run.status,
    startedAt,
    windowEnd: startedAt,
    completedAt,
    problem: run.problem,
    resumeAt: run.resumeInMs === undefined ? undefined : now + run.resumeInMs,
    interruptions: run.interruptions ?? 0,
  });
  for (const [syncType, type] of types) {
    const counts = counters(type.counters ?? {});
    await ctx.db.insert("syncState", {
      syncType,
      tripletexEnv: env,
      status: type.status,
      errorMessage: type.errorMessage,
      lastSyncAt: type.status === "success" || type.status === "partial" ? completedAt : startedAt - HOUR_MS,
      recordsProcessed: counts.done,
      recordsFailed: counts.held,
      startedAt,
      completedAt,
      runId,
    });
    await ctx.db.insert("runProgress", {
      runId,
      syncType,
      counters: counts,
      expected: type.expected ?? counts.done,
      isExpectedFinal: type.isExpectedFinal ?? true,
      rubicCount: 0,
      rubicOere: 0,
    });
  }
  return runId;
}

export async function insertEnvironment(
  ctx: Seeder,
  env: Environment = "sandbox",
  more: Partial<Doc<"environments">> = {},
): Promise<void> {
  await ctx.db.insert("environments", {
    tripletexEnv: env,
    booksFrom: "2025-01-01",
    company: COMPANY,
    ...more,
  });
  for (const [index, syncType] of TYPES.entries()) {
    await ctx.db.insert("schedules", {
      tripletexEnv: env,
      syncType,
      everyMinutes: 30,
      isEnabled: syncType !== "products",
      nextDueAt: Date.now() + (10 + index) * MINUTE_MS,
      nextFullAt: Date.now() + 24 * HOUR_MS,
    });
  }
  await insertTotals(ctx, env);
}

const MAPPED = {
  product: [48, 0],
  customer: [1240, 0],
  invoice: [2381, 1_245_320_000],
  payment: [2010, 121_004_450],
};

async function insertTotals(ctx: Seeder, env: Environment): Promise<void> {
  for (const kind of ["product", "customer", "invoice", "payment"] as const) {
    const [mappedCount = 0, mappedOere = 0] = MAPPED[kind];
    await ctx.db.insert("totals", {
      tripletexEnv: env,
      kind,
      mappedCount,
      mappedOere,
      heldCount: 0,
      heldOere: 0,
      ignoredCount: 0,
      ignoredOere: 0,
    });
  }
}

interface ComparisonSeed {
  env?: Environment;
  runId: Id<"runs">;
  heldInvoices?: { count: number; oere: number };
  missingOere?: number;
}

export async function insertComparison(ctx: Seeder, comparison: ComparisonSeed): Promise<void> {
  const held = comparison.heldInvoices ?? { count: 0, oere: 0 };
  const missing = comparison.missingOere ?? 0;
  const [invoiceCount = 0, invoiceOere = 0] = MAPPED.invoice;
  const [paymentCount = 0, paymentOere = 0] = MAPPED.payment;
  await ctx.db.insert("comparisons", {
    tripletexEnv: comparison.env ?? "sandbox",
    runId: comparison.runId,
    comparedAt: Date.now() - 3 * MINUTE_MS,
    booksFrom: "2025-01-01",
    isCompleteRead: missing === 0,
    invoices: {
      rubicCount: invoiceCount + held.count,
      rubicOere: invoiceOere + held.oere,
      tripletexCount: invoiceCount,
      tripletexOere: invoiceOere - missing,
      heldCount: held.count,
      heldOere: held.oere,
      ignoredCount: 0,
      ignoredOere: 0,
    },
    payments: {
      rubicCount: paymentCount,
      rubicOere: paymentOere,
      tripletexCount: paymentCount,
      tripletexOere: paymentOere,
      heldCount: 0,
      heldOere: 0,
      ignoredCount: 0,
      ignoredOere: 0,
    },
    differences:
      missing === 0
        ? []
        : [
            {
              label: "Invoice 10482",
              rubicOere: 125_000,
              tripletexOere: 125_000 - missing,
              explanation: "Tripletex has another total than the one that was sent.",
            },
          ],
    differenceCount: missing === 0 ? 0 : 3,
  });
}

type HoldSeed = Pick<Doc<"holds">, "kind" | "label" | "code" | "message"> & Partial<Doc<"holds">>;

export async function insertHold(ctx: Seeder, runId: Id<"runs">, hold: HoldSeed): Promise<void> {
  const env = hold.tripletexEnv ?? "sandbox";
  const awaits = awaitedBy(hold.code) ?? undefined;
  await ctx.db.insert("holds", {
    tripletexEnv: env,
    rubicKey: hold.label,
    state: "open",
    attempts: 3,
    firstHeldAt: Date.now() - 26 * HOUR_MS,
    lastHeldAt: Date.now() - 4 * MINUTE_MS,
    nextAttemptAt: Date.now() + HOUR_MS,
    awaits,
    runId,
    ...hold,
  });
  const row = await ctx.db
    .query("totals")
    .withIndex("by_env_and_kind", (q) => q.eq("tripletexEnv", env).eq("kind", hold.kind))
    .unique();
  if (row === null) return;
  const amountOere = hold.amountOere ?? 0;
  await ctx.db.patch(
    "totals",
    row._id,
    hold.state === "ignored"
      ? { ignoredCount: row.ignoredCount + 1, ignoredOere: row.ignoredOere + amountOere }
      : {
          heldCount: row.heldCount + 1,
          heldOere: row.heldOere + amountOere,
          ...(awaits === "accountant" && { awaitsAccountant: (row.awaitsAccountant ?? 0) + 1 }),
          ...(awaits === "operator" && { awaitsOperator: (row.awaitsOperator ?? 0) + 1 }),
          ...(awaits === "us" && { awaitsUs: (row.awaitsUs ?? 0) + 1 }),
        },
  );
}

export async function insertEvents(ctx: Seeder, runId: Id<"runs">, count: number): Promise<void> {
  for (let index = 1; index <= count; index += 1) {
    await ctx.db.insert("runEvents", {
      runId,
      at: Date.now() - (count - index) * 7000,
      level: index % 17 === 0 ? "warning" : index % 23 === 0 ? "error" : "info",
      message: `Customers: page ${index} read, 50 records looked up in Tripletex.`,
    });
  }
}
