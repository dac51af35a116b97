/** Trying held records again before their time: they become due, and a run of what is concerned starts. */
import { v } from "convex/values";
import { mayHold } from "../../src/sync/states/hold.ts";
import type { Doc, Id } from "../_generated/dataModel.js";
import { internalMutation, type MutationCtx } from "../_generated/server.js";
import { refusal } from "../refusal.ts";
import {
  type Actor,
  actor,
  type RecordKind,
  recordKind,
  type StartOutcome,
  type SyncType,
  startOutcome,
  type TripletexEnv,
  tripletexEnv,
} from "../validators.ts";
import { writeAudit } from "./audit.ts";
import { ASKED_FOR, markDependantsDue, markDue } from "./holdDoor.ts";
import { startRun, TYPES_IN_ORDER } from "./start.ts";

/** Per kind. The oldest come first, and a run reads on from the oldest that is due: more need not be marked. */
const MAX_MARKED = 200;

const KINDS: readonly RecordKind[] = ["product", "customer", "invoice", "credit", "payment"];

interface RetryRequest {
  tripletexEnv: TripletexEnv;
  actor: Actor;
  holdId?: Id<"holds">;
  code?: string;
  kind?: RecordKind;
}

/** From which type on a run must go, so that what waits for the record is tried as well. */
const FIRST_TYPE: Record<RecordKind, SyncType> = {
  product: "products",
  customer: "customers",
  invoice: "invoices",
  credit: "invoices",
  payment: "payments",
};

/** @throws ConvexError `HOLD_NOT_FOUND` when nothing of the kind is held */
export async function retryHolds(ctx: MutationCtx, request: RetryRequest): Promise<StartOutcome> {
  const holds = await findHolds(ctx, request);
  if (holds.length === 0) {
    throw refusal("HOLD_NOT_FOUND", "Nothing of this kind is held any more.");
  }
  const { tripletexEnv, actor } = request;
  for (const hold of holds) await markDue(ctx, hold, ASKED_FOR);
  // What waits for these lies further back, perhaps: the run that starts now must reach it.
  for (const kind of new Set(holds.map((hold) => hold.kind))) {
    await markDependantsDue(ctx, { tripletexEnv, kind });
  }
  await writeAudit(ctx, { actor, act: "retryHolds", tripletexEnv, details: describe(request, holds) });
  return await startRun(ctx, { tripletexEnv, types: typesFrom(holds), mode: "incremental", actor });
}

function describe({ holdId, code, kind }: RetryRequest, holds: Doc<"holds">[]): string {
  if (holdId !== undefined) return holds[0]?.label ?? holdId;
  return `${holds.length} holds: ${code ?? kind ?? "all"}`;
}

function typesFrom(holds: Doc<"holds">[]): SyncType[] {
  const starts = holds.map((hold) => TYPES_IN_ORDER.indexOf(FIRST_TYPE[hold.kind]));
  return TYPES_IN_ORDER.slice(Math.min(...starts));
}

async function findHolds(ctx: MutationCtx, request: RetryRequest): Promise<Doc<"holds">[]> {
  const { tripletexEnv: env, holdId, code, kind } = request;
  if (holdId !== undefined) {
    const hold = await ctx.db.get("holds", holdId);
    return hold !== null && hold.tripletexEnv === env && mayHold(hold.state, "retry") ? [hold] : [];
  }
  if (code !== undefined) {
    return await ctx.db
      .query("holds")
      .withIndex("by_env_and_code", (q) => q.eq("tripletexEnv", env).eq("state", "open").eq("code", code))
      .take(MAX_MARKED);
  }
  const kinds = kind === undefined ? KINDS : [kind];
  const found = await Promise.all(
    kinds.map((each) =>
      ctx.db
        .query("holds")
        .withIndex("by_env_and_state", (q) => q.eq("tripletexEnv", env).eq("state", "open").eq("kind", each))
        .take(MAX_MARKED),
    ),
  );
  return found.flat();
}

/** For an operator at the command line of the deployment (`npx convex run`): one by its id, all of one cause or kind, or all. */
export const retry = internalMutation({
  args: {
    tripletexEnv,
    holdId: v.optional(v.id("holds")),
    code: v.optional(v.string()),
    kind: v.optional(recordKind),
    actor,
  },
  returns: startOutcome,
  handler: async (ctx, args): Promise<StartOutcome> => await retryHolds(ctx, args),
});
