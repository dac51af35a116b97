/** What "why is this not in Tripletex" must know beside both systems: how the environment stands, and what is stored of a record. */
import { type Infer, v } from "convex/values";
import { startOfOsloDay } from "../../src/sync/oslo.ts";
import { problemOfCode } from "../../src/sync/problem-codes.ts";
import type { Doc } from "../_generated/dataModel.js";
import { internalQuery, type QueryCtx } from "../_generated/server.js";
import { type LeftOut, viewLeftOut } from "../tables/leftOut.ts";
import { problem, readWindow, recordKind, type TripletexEnv, tripletexEnv } from "../validators.ts";
import { readInvoiceStop } from "./begin.ts";
import { stopSentence } from "./brake.ts";
import { findEnvironment, seedBooksFrom } from "./environments.ts";
import { findHold } from "./holdDoor.ts";
import { findMapping } from "./knownMapping.ts";
import { findLatestState, looksFurtherBack } from "./latest.ts";
import { findWritingRun } from "./lease.ts";
import { readinessProblem } from "./readinessGate.ts";
import { computeWindow } from "./window.ts";

const state = v.object({
  booksFrom: v.union(v.string(), v.null()),
  /** Null before the first run. */
  company: v.union(v.object({ id: v.number(), name: v.string() }), v.null()),
  /** Why no run may write now; null when one may. */
  shut: v.union(problem, v.null()),
  invoicesStoppedBy: v.union(v.string(), v.null()),
  liveRun: v.union(v.object({ startedAt: v.number(), startedBy: v.string() }), v.null()),
  /** What the next sync would read of the types that Rubic filters by date; null without a cut-over date. */
  windows: v.object({ invoices: v.union(readWindow, v.null()), payments: v.union(readWindow, v.null()) }),
});

export const environment = internalQuery({
  args: { tripletexEnv, now: v.number() },
  returns: state,
  handler: async (ctx, { tripletexEnv: env, now }): Promise<Infer<typeof state>> => {
    const row = await findEnvironment(ctx, env);
    const booksFrom = row?.booksFrom ?? seedBooksFrom(env) ?? null;
    return {
      booksFrom,
      company: row?.company ?? null,
      shut: stoppedProblem(row) ?? (await readinessProblem(ctx, env)) ?? noCutover(env, booksFrom),
      invoicesStoppedBy: await readInvoiceStop(ctx, { tripletexEnv: env }),
      liveRun: await readLiveRun(ctx, env),
      windows: {
        invoices: await nextWindow(ctx, env, { type: "invoices", booksFrom, now }),
        payments: await nextWindow(ctx, env, { type: "payments", booksFrom, now }),
      },
    };
  },
});

function stoppedProblem(row: Doc<"environments"> | null) {
  const sentence = stopSentence(row);
  return sentence === null ? null : problemOfCode("WRITING_STOPPED", sentence);
}

function noCutover(env: TripletexEnv, booksFrom: string | null) {
  if (booksFrom !== null) return null;
  return problemOfCode(
    "NO_CUTOVER_DATE",
    `It is not set from which date invoices are booked in ${env}.`,
    "Set the cut-over date first (npm run settings).",
  );
}

async function readLiveRun(ctx: QueryCtx, env: TripletexEnv) {
  const run = await findWritingRun(ctx, env);
  return run === null ? null : { startedAt: run.startedAt, startedBy: run.actor.name };
}

async function nextWindow(
  ctx: QueryCtx,
  env: TripletexEnv,
  { type, booksFrom, now }: { type: "invoices" | "payments"; booksFrom: string | null; now: number },
) {
  if (booksFrom === null) return null;
  const before = await findLatestState(ctx, env, type);
  return await computeWindow(ctx, {
    tripletexEnv: env,
    kinds: type === "invoices" ? ["invoice", "credit"] : ["payment"],
    mode: "incremental",
    booksFrom,
    watermark: before?.watermark,
    startedAt: now,
    isFirstOfDay: await looksFurtherBack(ctx, { tripletexEnv: env, type, startedAt: now }),
  });
}

/** Syncs that are looked through, the latest first; what they leave open, the latest complete reading answers. */
const MAX_READINGS = 200;

/** When a sync last read the payments of a day (YYYY-MM-DD), epoch milliseconds; null when none is known to have. */
export const paymentsReadAt = internalQuery({
  args: { tripletexEnv, day: v.string() },
  returns: v.union(v.number(), v.null()),
  handler: async (ctx, args) => {
    const from = startOfOsloDay(args.day);
    const states = await ctx.db
      .query("syncState")
      .withIndex("by_type_env_and_aside", (q) =>
        q.eq("syncType", "payments").eq("tripletexEnv", args.tripletexEnv).eq("isAside", undefined),
      )
      .order("desc")
      .take(MAX_READINGS);
    const latest = states.find(({ status, window }) => {
      return (status === "success" || status === "partial") && window !== undefined && window.from <= from;
    });
    return latest?.startedAt ?? (await lastCompleteReading(ctx, args.tripletexEnv));
  },
});

async function lastCompleteReading(ctx: QueryCtx, env: TripletexEnv): Promise<number | null> {
  const compared = await ctx.db
    .query("comparisons")
    .withIndex("by_env", (q) => q.eq("tripletexEnv", env))
    .unique();
  return compared?.lastCompleteReadAt ?? null;
}

const known = v.object({
  hold: v.union(
    v.object({
      state: v.union(v.literal("open"), v.literal("ignored"), v.literal("resolved")),
      code: v.string(),
      message: v.string(),
      remoteMessage: v.union(v.string(), v.null()),
      nextAttemptAt: v.number(),
      leftOut: v.union(
        v.object({ who: v.string(), reason: v.string(), at: v.number(), isWithInvoice: v.boolean() }),
        v.null(),
      ),
    }),
    v.null(),
  ),
  mapping: v.union(v.object({ tripletexId: v.number(), isLinked: v.boolean() }), v.null()),
});

export const record = internalQuery({
  args: { tripletexEnv, kind: recordKind, rubicKey: v.string() },
  returns: known,
  handler: async (ctx, args): Promise<Infer<typeof known>> => {
    const hold = await findHold(ctx, args);
    const mapping = await findMapping(ctx, args.tripletexEnv, { kind: args.kind, key: args.rubicKey });
    return {
      hold: hold === null ? null : viewHold(hold),
      mapping: mapping === null ? null : { tripletexId: mapping.tripletexId, isLinked: mapping.isLinked },
    };
  },
});

function viewHold({ state: holdState, code, message, remoteMessage, nextAttemptAt, ignored }: Doc<"holds">) {
  const leftOut = ignored === undefined ? null : viewDecision(ignored);
  return { state: holdState, code, message, remoteMessage: remoteMessage ?? null, nextAttemptAt, leftOut };
}

function viewDecision(ignored: LeftOut) {
  const { actor, ...decision } = viewLeftOut(ignored);
  return { who: actor.name, ...decision };
}
