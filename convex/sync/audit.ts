/** The audit log: who did what, written in the same transaction as the act itself. Rows are never changed. */
import type { MutationCtx } from "../_generated/server.js";
import type { Actor, TripletexEnv } from "../validators.ts";

export async function writeAudit(
  ctx: MutationCtx,
  entry: { actor: Actor; act: string; tripletexEnv?: TripletexEnv; details: string },
): Promise<void> {
  await ctx.db.insert("auditLog", { ...entry, at: Date.now() });
}
