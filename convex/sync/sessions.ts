/**
 * Tripletex session tokens at rest: one row per environment, encrypted by the step before it gets here. A token is
 * renewed by compare-and-set on its generation, so that steps that fail at the same moment end up with one session.
 */
import { v } from "convex/values";
import { internalMutation, internalQuery, type MutationCtx, type QueryCtx } from "../_generated/server.js";
import { refusal } from "../refusal.ts";
import { type TripletexEnv, tripletexEnv } from "../validators.ts";
import { ensureEnvironment, findEnvironment } from "./environments.ts";
import { requireLease } from "./lease.ts";

const sealed = v.object({ generation: v.number(), ciphertext: v.string(), expiresAt: v.number() });

/** The only function that reads a token; what it answers is encrypted. */
export const read = internalQuery({
  args: { tripletexEnv },
  returns: v.object({
    session: v.union(sealed, v.null()),
    company: v.union(v.object({ id: v.number(), name: v.string() }), v.null()),
  }),
  handler: async (ctx, args) => {
    const row = await ctx.db
      .query("sessions")
      .withIndex("by_env", (q) => q.eq("tripletexEnv", args.tripletexEnv))
      .unique();
    const environment = await findEnvironment(ctx, args.tripletexEnv);
    return {
      session: row && { generation: row.generation, ciphertext: row.ciphertext, expiresAt: row.expiresAt },
      company: environment?.company ?? null,
    };
  },
});

type Company = { id: number; name: string };

/** @throws ConvexError `WRONG_COMPANY` or `SAME_COMPANY`, as `pinCompany` */
async function requireCompany(ctx: QueryCtx, tripletexEnv: TripletexEnv, company: Company): Promise<void> {
  const environment = await findEnvironment(ctx, tripletexEnv);
  if (environment?.company !== undefined && environment.company.id !== company.id) {
    throw refusal(
      "WRONG_COMPANY",
      `The tokens belong to ${company.name} (company ${company.id}), but ${tripletexEnv} has been synced with ${environment.company.name} (company ${environment.company.id}).`,
    );
  }
  const otherEnv = tripletexEnv === "sandbox" ? "production" : "sandbox";
  const other = await findEnvironment(ctx, otherEnv);
  if (other?.company?.id === company.id) {
    throw refusal(
      "SAME_COMPANY",
      `${company.name} (company ${company.id}) is already the company of ${otherEnv}.`,
    );
  }
}

const company = v.object({ id: v.number(), name: v.string() });

/** Checks the company of a session that is made outside a run, and pins nothing. @throws as `pinCompany` */
export const checkCompany = internalQuery({
  args: { tripletexEnv, company },
  returns: v.null(),
  handler: async (ctx, args) => {
    await requireCompany(ctx, args.tripletexEnv, args.company);
    return null;
  },
});

/**
 * Ties an environment to a company for good: on first sight, or when a person confirms it.
 * @throws ConvexError `WRONG_COMPANY` when the environment belongs to another company, `SAME_COMPANY` when the
 * other environment already works on this company
 */
export async function pinTo(ctx: MutationCtx, tripletexEnv: TripletexEnv, company: Company): Promise<void> {
  await requireCompany(ctx, tripletexEnv, company);
  const environment = await ensureEnvironment(ctx, tripletexEnv);
  if (environment.company === undefined) {
    await ctx.db.patch("environments", environment._id, { company: { id: company.id, name: company.name } });
  }
}

/**
 * What `pinTo` does, for the step that made a session. A preview may run before anybody has confirmed the company, so it ties
 * the environment to none; its stored session is of no use to a run before the company that it is sealed to is pinned.
 * @throws ConvexError `WRONG_COMPANY`, `SAME_COMPANY`, `FENCED`
 */
export const pinCompany = internalMutation({
  args: { runId: v.id("runs"), fence: v.number(), company },
  returns: v.null(),
  handler: async (ctx, args) => {
    const { run } = await requireLease(ctx, args);
    const takeCompany = run.mode === "preview" ? requireCompany : pinTo;
    await takeCompany(ctx, run.tripletexEnv, args.company);
    return null;
  },
});

/** Stores a new token, unless somebody stored one since `generation`; answers whether it was stored. */
export const replace = internalMutation({
  args: {
    runId: v.id("runs"),
    fence: v.number(),
    generation: v.number(),
    ciphertext: v.string(),
    expiresAt: v.number(),
  },
  returns: v.boolean(),
  handler: async (ctx, args) => {
    const { run } = await requireLease(ctx, args);
    const row = await ctx.db
      .query("sessions")
      .withIndex("by_env", (q) => q.eq("tripletexEnv", run.tripletexEnv))
      .unique();
    if ((row?.generation ?? 0) !== args.generation) return false;
    const next = {
      tripletexEnv: run.tripletexEnv,
      generation: args.generation + 1,
      ciphertext: args.ciphertext,
      expiresAt: args.expiresAt,
    };
    if (row === null) await ctx.db.insert("sessions", next);
    else await ctx.db.replace("sessions", row._id, next);
    return true;
  },
});
