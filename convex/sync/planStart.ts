/** Whether a plan may be carried out now, and with what: every refusal says what to do instead. */
import { RUN_FACTS } from "../../src/sync/states/run.ts";
import type { Doc } from "../_generated/dataModel.js";
import type { QueryCtx } from "../_generated/server.js";
import { refusal } from "../refusal.ts";
import type { SyncType, TripletexEnv } from "../validators.ts";

const DAY_MS = 86_400_000;
/**
 * A person remembers for a week what they agreed to; after that so much has come in that a plan says little about what a
 * sync would do.
 */
export const PLAN_MAX_AGE_DAYS = 7;
export const PLAN_MAX_AGE_MS = PLAN_MAX_AGE_DAYS * DAY_MS;

interface Wish {
  tripletexEnv: TripletexEnv;
  planId: string;
  /** Left out: the plan's own types. */
  types?: readonly SyncType[] | undefined;
}

/**
 * @throws ConvexError `PLAN_NOT_FOUND`, `PLAN_OF_OTHER_ENVIRONMENT`, `PLAN_NOT_FINISHED`, `PLAN_FAILED`, `PLAN_CANCELLED`,
 * `PLAN_TOO_OLD`, `PLAN_EMPTY`, `PLAN_CARRIED_OUT`, `PLAN_OF_OTHER_TYPES`
 */
export async function requireUsablePlan(ctx: QueryCtx, wish: Wish): Promise<Doc<"plans">> {
  const planId = ctx.db.normalizeId("plans", wish.planId);
  const plan = planId === null ? null : await ctx.db.get("plans", planId);
  const run = plan === null ? null : await ctx.db.get("runs", plan.runId);
  if (plan === null || run === null) throw refusal("PLAN_NOT_FOUND", `There is no plan ${wish.planId}.`);
  if (plan.tripletexEnv !== wish.tripletexEnv) {
    const message = `The plan was made for ${plan.tripletexEnv}, not for ${wish.tripletexEnv}.`;
    throw refusal("PLAN_OF_OTHER_ENVIRONMENT", message);
  }
  refuseIncomplete(run);
  refuseUseless(plan);
  refuseOtherTypes(plan, wish.types);
  return plan;
}

function refuseIncomplete(run: Doc<"runs">): void {
  if (RUN_FACTS[run.status].isLive)
    throw refusal("PLAN_NOT_FINISHED", "The preview that makes this plan has not ended yet.");
  if (run.status === "failed") {
    const why = run.problem?.message ?? "its plan is not complete.";
    throw refusal("PLAN_FAILED", `The preview of this plan failed: ${why}`);
  }
  if (run.status === "cancelled") {
    throw refusal("PLAN_CANCELLED", "The preview of this plan was cancelled, so the plan is not complete.");
  }
}

function refuseUseless(plan: Doc<"plans">): void {
  if (Date.now() - plan.startedAt > PLAN_MAX_AGE_MS) {
    throw refusal("PLAN_TOO_OLD", `The plan is older than ${PLAN_MAX_AGE_DAYS} days.`);
  }
  if (plan.toDo === 0) throw refusal("PLAN_EMPTY", "The plan is empty: there was nothing to write.");
  if (plan.done >= plan.toDo) throw refusal("PLAN_CARRIED_OUT", "The plan is already fully carried out.");
}

function refuseOtherTypes(plan: Doc<"plans">, types: Wish["types"]): void {
  const planned = plan.types.map(({ syncType }) => syncType);
  const agrees =
    types === undefined || (types.length === planned.length && types.every((type) => planned.includes(type)));
  if (agrees) return;
  const message = `The plan is for ${planned.join(", ")}, not for ${types.join(", ")}.`;
  throw refusal("PLAN_OF_OTHER_TYPES", message);
}
