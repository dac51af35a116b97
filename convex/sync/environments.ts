/** The settings row of an environment: made on first use from the deployment's variables, changed by people later. */
import { firstDayOfPreviousYear } from "../../src/sync/oslo.ts";
import type { Doc } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import type { TripletexEnv } from "../validators.ts";

export async function findEnvironment(
  ctx: QueryCtx,
  tripletexEnv: TripletexEnv,
): Promise<Doc<"environments"> | null> {
  return await ctx.db
    .query("environments")
    .withIndex("by_env", (q) => q.eq("tripletexEnv", tripletexEnv))
    .unique();
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The cut-over date that a fresh deployment starts with; production has no default. */
export function seedBooksFrom(tripletexEnv: TripletexEnv): string | undefined {
  const variable = tripletexEnv === "sandbox" ? "BOOKS_FROM_SANDBOX" : "BOOKS_FROM_PRODUCTION";
  const value = process.env[variable];
  if (value !== undefined && ISO_DATE.test(value)) return value;
  return tripletexEnv === "sandbox" ? firstDayOfPreviousYear(Date.now()) : undefined;
}

/** Remembers that there is no first writing any more: what was written is what a run created or changed in Tripletex. */
export async function noteFirstWriting(
  ctx: MutationCtx,
  tripletexEnv: TripletexEnv,
  now: number,
): Promise<void> {
  const environment = await ensureEnvironment(ctx, tripletexEnv);
  if (environment.firstWrittenAt !== undefined) return;
  await ctx.db.patch("environments", environment._id, { firstWrittenAt: now });
}

export async function ensureEnvironment(
  ctx: MutationCtx,
  tripletexEnv: TripletexEnv,
): Promise<Doc<"environments">> {
  const existing = await findEnvironment(ctx, tripletexEnv);
  if (existing?.booksFrom !== undefined) return existing;
  const booksFrom = seedBooksFrom(tripletexEnv);
  if (existing !== null) {
    if (booksFrom !== undefined) await ctx.db.patch("environments", existing._id, { booksFrom });
    return { ...existing, booksFrom };
  }
  const id = await ctx.db.insert("environments", { tripletexEnv, booksFrom });
  const created = await ctx.db.get("environments", id);
  if (created === null) throw new Error("an inserted row is readable in its own transaction");
  return created;
}
