/** What a person decides about holds: to leave a record out, with a reason, and to take that back. */
import { v } from "convex/values";
import { mayHold } from "../../src/sync/states/hold.ts";
import type { Doc, Id } from "../_generated/dataModel.js";
import { internalMutation, type MutationCtx } from "../_generated/server.js";
import { refusal } from "../refusal.ts";
import { type Actor, actor } from "../validators.ts";
import { writeAudit } from "./audit.ts";
import { forgetProofs, STOPPING_CODE } from "./canaryDoor.ts";
import { decisionOnInvoice, followInvoice, setIgnored } from "./holdDoor.ts";

async function requireHold(
  ctx: MutationCtx,
  holdId: Id<"holds">,
  event: "ignore" | "reopen",
): Promise<Doc<"holds">> {
  const hold = await ctx.db.get("holds", holdId);
  if (hold !== null && mayHold(hold.state, event)) return hold;
  throw refusal(
    "HOLD_NOT_FOUND",
    event === "ignore" ? "This record is not held any more." : "This record is not left out.",
  );
}

/** With an invoice goes what waits for it. @throws ConvexError `HOLD_NOT_FOUND`, `REASON_MISSING` */
export async function ignoreHold(
  ctx: MutationCtx,
  holdId: Id<"holds">,
  by: { actor: Actor; reason: string },
): Promise<void> {
  if (by.reason.trim() === "") {
    throw refusal("REASON_MISSING", "Leaving a record out needs a reason.");
  }
  const hold = await requireHold(ctx, holdId, "ignore");
  await setIgnored(ctx, hold, { ...by, at: Date.now() });
  if (hold.code === STOPPING_CODE) await forgetProofs(ctx, hold);
  const details = `${hold.label} (${hold.code}): ${by.reason}`;
  await writeAudit(ctx, { actor: by.actor, act: "ignoreHold", tripletexEnv: hold.tripletexEnv, details });
  if (hold.kind === "invoice") await followInvoice(ctx, hold, by.actor);
}

/** What was left out with an invoice is held again with it. @throws ConvexError `HOLD_NOT_FOUND`, `LEFT_OUT_WITH_INVOICE` */
export async function reopenHold(ctx: MutationCtx, holdId: Id<"holds">, by: Actor): Promise<void> {
  const hold = await requireHold(ctx, holdId, "reopen");
  await refuseAlone(ctx, hold);
  await setIgnored(ctx, hold, undefined);
  const details = `${hold.label} (${hold.code})`;
  await writeAudit(ctx, { actor: by, act: "reopenHold", tripletexEnv: hold.tripletexEnv, details });
  if (hold.kind === "invoice") await followInvoice(ctx, hold, by);
}

/** The next sync would leave it out again: the decision is the invoice's. */
async function refuseAlone(ctx: MutationCtx, { label, tripletexEnv, ignored }: Doc<"holds">): Promise<void> {
  const decision = await decisionOnInvoice(ctx, tripletexEnv, ignored?.withInvoice);
  if (decision === null) return;
  throw refusal("LEFT_OUT_WITH_INVOICE", `${label} was left out ${decision.reason}`);
}

/** For an operator at the command line of the deployment (`npx convex run`). */
export const ignore = internalMutation({
  args: { holdId: v.id("holds"), reason: v.string(), actor },
  returns: v.null(),
  handler: async (ctx, args) => {
    await ignoreHold(ctx, args.holdId, { actor: args.actor, reason: args.reason });
    return null;
  },
});

/** For an operator at the command line of the deployment (`npx convex run`). */
export const reopen = internalMutation({
  args: { holdId: v.id("holds"), actor },
  returns: v.null(),
  handler: async (ctx, args) => {
    await reopenHold(ctx, args.holdId, args.actor);
    return null;
  },
});
