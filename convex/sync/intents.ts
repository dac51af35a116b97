/**
 * Intents: what is about to be written to Tripletex, stored before the request leaves. As long as an intent stands, its
 * record is neither written again nor taken for absent.
 */
import { type Infer, v } from "convex/values";
import { FIRST_INTENT_STATE, nextIntentState, openStateAfter } from "../../src/sync/states/intent.ts";
import type { Doc, Id } from "../_generated/dataModel.js";
import { internalMutation, internalQuery, type MutationCtx, type QueryCtx } from "../_generated/server.js";
import { refusal } from "../refusal.ts";
import {
  canaryInput,
  expectation,
  type RecordKind,
  recordKind,
  type TripletexEnv,
  tripletexEnv,
} from "../validators.ts";
import { refuseWhileStopped } from "./brake.ts";
import { passCanaryGate } from "./canaryDoor.ts";
import { findEnvironment } from "./environments.ts";
import type { RecordKey } from "./holdDoor.ts";
import { findMapping } from "./knownMapping.ts";
import { renewLease, requireLease } from "./lease.ts";
import { orRefuse } from "./legal.ts";
import { findPlanItem } from "./planDoor.ts";

export const intentInput = v.object({
  kind: recordKind,
  rubicKey: v.string(),
  action: v.union(v.literal("create"), v.literal("update")),
  label: v.string(),
  requestHash: v.string(),
  expectation,
  isApart: v.optional(v.boolean()),
});

/** As it is handed in: an invoice says of which kinds it is. */
const storedIntent = v.object({ ...intentInput.fields, canary: v.optional(canaryInput) });

export async function findIntent(ctx: QueryCtx, key: RecordKey): Promise<Doc<"intents"> | null> {
  return await ctx.db
    .query("intents")
    .withIndex("by_key", (q) =>
      q.eq("kind", key.kind).eq("rubicKey", key.rubicKey).eq("tripletexEnv", key.tripletexEnv),
    )
    .unique();
}

/** Ends the intent of a record, if it has one: confirmed, denied or dropped. Answers it as it was. @throws ConvexError `ILLEGAL_STATE` */
export async function endIntent(
  ctx: MutationCtx,
  key: RecordKey,
  event: "confirm" | "deny" | "drop",
): Promise<Doc<"intents"> | null> {
  const intent = await findIntent(ctx, key);
  if (intent === null) return null;
  orRefuse(() => nextIntentState(intent.state, event));
  await ctx.db.delete("intents", intent._id);
  return intent;
}

/** The answer to a write was unclear. Nothing to do for a record that only waits for another's. */
export async function doubtIntent(ctx: MutationCtx, key: RecordKey): Promise<void> {
  const intent = await findIntent(ctx, key);
  // A record that waits for its old intent is met in every run; only the first doubt is news.
  if (intent === null || intent.state === "inDoubt") return;
  await ctx.db.patch("intents", intent._id, { state: openStateAfter(intent.state, "doubt") });
}

/** A sub-batch has at most fifty; more can't be under way at once. */
const MAX_SENT = 200;

/** Of a step that is dead: whatever it had under way has an unknown outcome now. */
export async function doubtSent(ctx: MutationCtx, env: TripletexEnv): Promise<void> {
  const sent = await ctx.db
    .query("intents")
    .withIndex("by_env_and_state", (q) => q.eq("tripletexEnv", env).eq("state", "sent"))
    .take(MAX_SENT);
  for (const intent of sent) {
    await ctx.db.patch("intents", intent._id, { state: openStateAfter(intent.state, "doubt") });
  }
}

/**
 * Stores the intents of a sub-batch and renews the lease; answers until when the lease lasts.
 * @throws ConvexError `FENCED`; `WRITING_STOPPED` when a person has stopped all writing; `INTENT_EXISTS` when a record
 * already has an open intent, which means that its outcome is unknown; `ALREADY_MAPPED` when a record that is to be
 * created is in Tripletex already: the last gate before a document would be doubled; `PREVIEW_WRITES` in a preview;
 * `NOT_PLANNED` when the run carries out a plan that does not have this write; `CANARY_OUT`
 */
export const store = internalMutation({
  args: { runId: v.id("runs"), fence: v.number(), intents: v.array(storedIntent) },
  returns: v.object({ leaseEndsAt: v.number() }),
  handler: async (ctx, args) => {
    const { run, lease } = await requireLease(ctx, args);
    const env = run.tripletexEnv;
    if (run.mode === "preview") throw previewWrites();
    refuseWhileStopped(await findEnvironment(ctx, env));
    const now = Date.now();
    await passCanaryGate(ctx, args.intents, { tripletexEnv: env, runId: args.runId, now });
    for (const { canary: _canary, ...intent } of args.intents) {
      if ((await findIntent(ctx, { ...intent, tripletexEnv: env })) !== null) {
        throw refusal("INTENT_EXISTS", `${intent.label} already has a write whose outcome is unknown.`);
      }
      if (intent.action === "create") await refuseMapped(ctx, env, intent);
      if (run.plan !== undefined) await refuseUnplanned(ctx, run.plan.planId, intent);
      const origin = {
        runId: args.runId,
        fence: args.fence,
        state: FIRST_INTENT_STATE,
        sentAt: now,
        emptyLookups: 0,
      };
      const { expectation: expected } = intent;
      const tripletexInvoiceId =
        expected.kind === "payment" || expected.kind === "credit" ? expected.tripletexInvoiceId : undefined;
      await ctx.db.insert("intents", { ...intent, tripletexEnv: env, ...origin, tripletexInvoiceId });
    }
    return { leaseEndsAt: await renewLease(ctx, lease, now) };
  },
});

/** A preview finds out and writes nothing down but its plan. */
export function previewWrites(): ReturnType<typeof refusal> {
  return refusal("PREVIEW_WRITES", "A preview was about to write.");
}

async function refuseUnplanned(
  ctx: QueryCtx,
  planId: Id<"plans">,
  intent: Infer<typeof intentInput>,
): Promise<void> {
  const item = await findPlanItem(ctx, planId, intent);
  const isPlanned =
    item?.action === intent.action && item.rubicHash === intent.requestHash && item.doneAt === undefined;
  if (isPlanned) return;
  throw refusal("NOT_PLANNED", `${intent.label} is not in the plan as it was about to be written.`);
}

async function refuseMapped(
  ctx: QueryCtx,
  env: TripletexEnv,
  intent: { kind: RecordKind; rubicKey: string; label: string },
): Promise<void> {
  if ((await findMapping(ctx, env, { kind: intent.kind, key: intent.rubicKey })) === null) return;
  throw refusal("ALREADY_MAPPED", `${intent.label} is in Tripletex already and must not be created again.`);
}

const { isApart: _isApart, ...settledFields } = intentInput.fields;

const openIntent = v.object({
  ...settledFields,
  sentAt: v.number(),
  emptyLookups: v.number(),
  lastLookupAt: v.union(v.number(), v.null()),
});

/** Open intents of one environment, oldest first, at most `limit`. */
export const open = internalQuery({
  args: { tripletexEnv, after: v.number(), limit: v.number() },
  returns: v.array(v.object({ ...openIntent.fields, createdAt: v.number() })),
  handler: async (ctx, args) => {
    const rows = await ctx.db
      .query("intents")
      .withIndex("by_env", (q) => q.eq("tripletexEnv", args.tripletexEnv).gt("_creationTime", args.after))
      .take(args.limit);
    return rows.map((row) => ({
      kind: row.kind,
      rubicKey: row.rubicKey,
      action: row.action,
      label: row.label,
      requestHash: row.requestHash,
      expectation: row.expectation,
      sentAt: row.sentAt,
      emptyLookups: row.emptyLookups,
      lastLookupAt: row.lastLookupAt ?? null,
      createdAt: row._creationTime,
    }));
  },
});

/** Notes that a look-up for these records found nothing. */
export const noteEmptyLookups = internalMutation({
  args: {
    runId: v.id("runs"),
    fence: v.number(),
    keys: v.array(v.object({ kind: recordKind, rubicKey: v.string() })),
  },
  returns: v.null(),
  handler: async (ctx, args) => {
    const { run, lease } = await requireLease(ctx, args);
    const now = Date.now();
    for (const key of args.keys) {
      const intent = await findIntent(ctx, { ...key, tripletexEnv: run.tripletexEnv });
      if (intent === null) continue;
      await ctx.db.patch("intents", intent._id, {
        state: openStateAfter(intent.state, "lookUpEmpty"),
        emptyLookups: intent.emptyLookups + 1,
        lastLookupAt: now,
      });
    }
    await renewLease(ctx, lease, now);
    return null;
  },
});
