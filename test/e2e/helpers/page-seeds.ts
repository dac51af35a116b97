/**
 * States of an environment, written straight into the tables, so that the page can be seen in each of them without a
 * sync having to get there. Every seed starts from empty tables.
 */
import type { DataModel, Id } from "../../../convex/_generated/dataModel.js";
import type { LocalBackend } from "../../../src/local/index.ts";
import {
  type Environment,
  emptyTables,
  HOUR_MS,
  insertComparison,
  insertEnvironment,
  insertEvents,
  insertHold,
  insertRun,
  MINUTE_MS,
  OPERATOR,
  type RunSeed,
  type Seeder,
} from "./page-rows.ts";

/** Starts from empty tables and writes one state, in one transaction: the page sees one change. */
export async function seed(
  backend: LocalBackend<DataModel>,
  write: (ctx: Seeder) => Promise<void>,
): Promise<void> {
  await backend.run(async (ctx) => {
    await emptyTables(ctx);
    await write(ctx);
  });
}

const ALL_DONE = { created: 12, adopted: 3, updated: 4, unchanged: 1221 };
const EVERY_TYPE_DONE: RunSeed["types"] = {
  products: { status: "success", counters: { unchanged: 48 } },
  customers: { status: "success", counters: ALL_DONE },
  invoices: { status: "success", counters: { created: 31, unchanged: 288 } },
  payments: { status: "success", counters: { created: 44, unchanged: 251 } },
};

export async function seedSuccess(ctx: Seeder, env: Environment = "sandbox"): Promise<Id<"runs">> {
  await insertEnvironment(ctx, env);
  await insertRun(ctx, {
    env,
    status: "success",
    startedAgoMs: 26 * HOUR_MS,
    types: EVERY_TYPE_DONE,
    mode: "full",
  });
  await insertRun(ctx, {
    env,
    status: "cancelled",
    startedAgoMs: 3 * HOUR_MS,
    tookMs: 9000,
    types: { payments: { status: "cancelled", counters: { unchanged: 20 } } },
  });
  const actor = { kind: "schedule" as const, name: "schedule" };
  const runId = await insertRun(ctx, { env, status: "success", actor, types: EVERY_TYPE_DONE });
  await insertEvents(ctx, runId, 3);
  await insertComparison(ctx, { env, runId });
  return runId;
}

/** Production as it is once its readiness was checked and is green. */
export async function seedOpenProduction(ctx: Seeder): Promise<Id<"runs">> {
  const line = { code: "RUBIC", state: "green", title: "Rubic", finding: "Answers.", remedy: null } as const;
  const lines = [{ ...line, checkedAt: Date.now() }];
  await ctx.db.insert("readiness", { tripletexEnv: "production", lines, overrides: [] });
  return await seedSuccess(ctx, "production");
}

export async function seedRunning(ctx: Seeder): Promise<Id<"runs">> {
  await insertEnvironment(ctx);
  const runId = await insertRun(ctx, {
    status: "running",
    tookMs: null,
    interruptions: 1,
    types: {
      products: { status: "success", counters: { created: 2, unchanged: 46 } },
      customers: {
        status: "running",
        counters: { created: 120, adopted: 12, updated: 30, unchanged: 148, held: 2 },
        expected: 1000,
        isExpectedFinal: false,
      },
      invoices: { status: "running", isExpectedFinal: false },
      payments: { status: "running", isExpectedFinal: false },
    },
  });
  await insertEvents(ctx, runId, 40);
  return runId;
}

export async function seedWaiting(ctx: Seeder): Promise<Id<"runs">> {
  const runId = await seedRunning(ctx);
  await ctx.db.patch("runs", runId, {
    status: "waiting",
    resumeAt: Date.now() + 4 * MINUTE_MS,
    problem: {
      code: "RATE_LIMITED",
      message: "Tripletex lets the service in again in four minutes: its limit of requests is used up.",
      remedy: "Nothing to do: the sync goes on by itself.",
    },
  });
  return runId;
}

export async function seedPartial(ctx: Seeder, env: Environment = "sandbox"): Promise<Id<"runs">> {
  await insertEnvironment(ctx, env);
  const runId = await insertRun(ctx, {
    env,
    status: "partial",
    types: {
      ...EVERY_TYPE_DONE,
      customers: { status: "partial", counters: { ...ALL_DONE, held: 1 } },
      invoices: { status: "partial", counters: { created: 31, unchanged: 288, held: 2 } },
    },
  });
  await insertComparison(ctx, { env, runId, heldInvoices: { count: 2, oere: 451_200 } });
  await insertHold(ctx, runId, {
    tripletexEnv: env,
    kind: "customer",
    label: "Customer 00417, Ola Nordmann",
    code: "CUSTOMER_NUMBER_NOT_USABLE",
    message: "The number 00417 begins with zeros, which Tripletex can’t keep.",
  });
  await insertHold(ctx, runId, {
    tripletexEnv: env,
    kind: "invoice",
    label: "Invoice 10482, Sykkelgruppa",
    code: "REFUSED_BY_TRIPLETEX",
    message: "Tripletex refused the invoice.",
    remoteMessage: "Konto 3120 er ikke tillatt med mva-kode 3 (orderLines[0].vatType.id).",
    requestId: "5f2c1a7e-9a0d-4c1e-8b1f-1d2e3f4a5b6c",
    amountOere: 326_200,
    documentDate: "2026-02-14",
  });
  await insertHold(ctx, runId, {
    tripletexEnv: env,
    kind: "invoice",
    label: "Invoice 10490, Nordmarka Skiklubb Junioravdelingen for orientering og langrenn",
    code: "LINE_WITHOUT_PRODUCT",
    message: "Line 2, “Diverse”, has no product.",
    amountOere: 125_000,
    documentDate: "2026-02-20",
    attempts: 1,
  });
  return runId;
}

/** What is held of `seedPartial`, and one invoice that a person has left out. */
export async function seedLeftOut(ctx: Seeder): Promise<void> {
  const runId = await seedPartial(ctx);
  await insertHold(ctx, runId, {
    kind: "invoice",
    label: "Invoice 10077, Skileik",
    code: "NEEDS_CREDIT",
    message: "The invoice was credited in Rubic.",
    amountOere: 40_000,
    documentDate: "2026-01-09",
    state: "ignored",
    ignored: { actor: OPERATOR, reason: "Credited by hand in Tripletex.", at: Date.now() - 2 * HOUR_MS },
  });
}

const TOKEN_PROBLEM = {
  code: "TRIPLETEX_UNAUTHORIZED",
  message: "Tripletex refuses the employee token of this environment.",
  remedy: "Make a new employee token in Tripletex and set TRIPLETEX_SANDBOX_EMPLOYEE_TOKEN.",
};

export async function seedFailed(ctx: Seeder): Promise<Id<"runs">> {
  await seedSuccess(ctx);
  const runId = await insertRun(ctx, {
    status: "failed",
    startedAgoMs: MINUTE_MS,
    tookMs: 4000,
    problem: TOKEN_PROBLEM,
    types: {
      products: { status: "failed", errorMessage: TOKEN_PROBLEM.message },
      customers: { status: "failed", errorMessage: TOKEN_PROBLEM.message },
    },
  });
  await insertEvents(ctx, runId, 1);
  return runId;
}

export async function seedDifference(ctx: Seeder): Promise<Id<"runs">> {
  await insertEnvironment(ctx);
  const runId = await insertRun(ctx, { status: "partial", types: EVERY_TYPE_DONE });
  await insertComparison(ctx, { runId, missingOere: 1 });
  return runId;
}

export async function seedStopped(ctx: Seeder): Promise<Id<"runs">> {
  const runId = await seedSuccess(ctx);
  const environment = await ctx.db.query("environments").first();
  if (environment === null) throw new Error("The environment was seeded above.");
  const writingStopped = {
    reason: "Year-end: the auditor has the books until Friday.",
    actor: OPERATOR,
    at: Date.now() - HOUR_MS,
  };
  await ctx.db.patch("environments", environment._id, { writingStopped });
  return runId;
}

/** Two rows where there may be one: every query that reads it fails, as with a damaged table. */
export async function seedBroken(ctx: Seeder): Promise<void> {
  const runId = await seedSuccess(ctx);
  await insertComparison(ctx, { runId });
}

/** A run holds the environment and is not the latest one that the page knows: what a second starter meets in the moment of a start. */
export async function seedBusy(ctx: Seeder): Promise<void> {
  const actor = { kind: "schedule" as const, name: "schedule" };
  const types: RunSeed["types"] = { products: { status: "running", isExpectedFinal: false } };
  const runId = await insertRun(ctx, { status: "running", tookMs: null, actor, types });
  await seedSuccess(ctx);
  await ctx.db.insert("leases", {
    tripletexEnv: "sandbox",
    runId,
    fence: 1,
    expiresAt: Date.now() + HOUR_MS,
    commits: 0,
    resumesInARow: 0,
  });
}

export async function seedInterrupted(ctx: Seeder): Promise<Id<"runs">> {
  const runId = await seedRunning(ctx);
  await ctx.db.patch("runs", runId, { status: "interrupted" });
  return runId;
}
