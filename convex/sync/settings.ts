/** The settings of an environment that people change: the cut-over date, and what is opted into. */
import { type Infer, v } from "convex/values";
import { unmappedCodes } from "../../src/sync/code-mappings.ts";
import { refuseCutOver } from "../../src/sync/cut-over.ts";
import type { VatTermKind } from "../../src/sync/vat-terms.ts";
import type { Doc } from "../_generated/dataModel.js";
import { internalMutation, internalQuery, type MutationCtx, type QueryCtx } from "../_generated/server.js";
import { codeKind } from "../codeValidators.ts";
import { refusal } from "../refusal.ts";
import { vatTermKind } from "../tables/deadlines.ts";
import { type Actor, actor, storedProblem, type TripletexEnv, tripletexEnv } from "../validators.ts";
import { writeAudit } from "./audit.ts";
import { listCodes } from "./codeDoor.ts";
import { findCodeRead } from "./codeReads.ts";
import { changeVatTerms, readVatTerms } from "./deadlines.ts";
import { ensureEnvironment, findEnvironment, seedBooksFrom } from "./environments.ts";
import { findLease } from "./lease.ts";
import { rubicDateOf } from "./rubicDates.ts";

const unmapped = v.object({ kind: codeKind, code: v.string(), label: v.string(), problem: v.string() });

export const settingsView = v.object({
  tripletexEnv,
  /** First invoice date that is booked; null until it is set. */
  booksFrom: v.union(v.string(), v.null()),
  /** Which VAT terms decide the deadlines of held documents. */
  vatTerms: vatTermKind,
  company: v.union(v.object({ id: v.number(), name: v.string() }), v.null()),
  /** The latest reading of what there is to map; null before the first. */
  reading: v.union(
    v.object({
      requestedAt: v.number(),
      /** Null while it has never ended. */
      endedAt: v.union(v.number(), v.null()),
      readAt: v.union(v.number(), v.null()),
      problem: v.union(storedProblem, v.null()),
    }),
    v.null(),
  ),
  approvedCount: v.number(),
  /** Codes that Rubic was seen to use and that have no approved mapping: what carries them is held. */
  unmapped: v.array(unmapped),
});
type SettingsView = Infer<typeof settingsView>;

export async function readSettings(ctx: QueryCtx, env: TripletexEnv): Promise<SettingsView> {
  const environment = await findEnvironment(ctx, env);
  const codes = await listCodes(ctx, env);
  return {
    tripletexEnv: env,
    booksFrom: environment?.booksFrom ?? seedBooksFrom(env) ?? null,
    vatTerms: await readVatTerms(ctx, env),
    company: environment?.company ?? null,
    reading: viewReading(await findCodeRead(ctx, env)),
    approvedCount: codes.filter(({ state }) => state === "approved").length,
    unmapped: unmappedCodes(codes, codes),
  };
}

function viewReading(row: Doc<"codeReads"> | null): SettingsView["reading"] {
  if (row === null) return null;
  const { requestedAt, endedAt = null, readAt = null, problem: failure = null } = row;
  return { requestedAt, endedAt, readAt, problem: failure };
}

/** What is to be set; what is left out stays. */
export const settingFields = {
  tripletexEnv,
  booksFrom: v.optional(v.string()),
  vatTerms: v.optional(vatTermKind),
  reason: v.optional(v.string()),
};

interface Change {
  tripletexEnv: TripletexEnv;
  vatTerms?: VatTermKind;
  booksFrom?: string;
  reason?: string;
}

/** @throws ConvexError `INVALID_DATE`, `RUN_IS_ON`, `CUTOVER_HIDES_BOOKED`, `REASON_MISSING` */
export async function changeSettings(ctx: MutationCtx, change: Change & { actor: Actor }): Promise<void> {
  await changeVatTerms(ctx, change);
  const environment = await ensureEnvironment(ctx, change.tripletexEnv);
  const { booksFrom } = change;
  if (booksFrom === undefined || booksFrom === environment.booksFrom) return;
  await requireCutOver(ctx, environment, change);
  // What was read from another date on proves nothing about the numbers of this one.
  await ctx.db.patch("environments", environment._id, { booksFrom, invoicesReadUpTo: undefined });
  const because = change.reason === undefined ? "" : `: ${change.reason}`;
  const { actor: by, tripletexEnv: env } = change;
  const details = `booksFrom = ${booksFrom} (was ${environment.booksFrom ?? "not set"})${because}`;
  await writeAudit(ctx, { actor: by, act: "changeSettings", tripletexEnv: env, details });
}

async function requireCutOver(
  ctx: MutationCtx,
  environment: Doc<"environments">,
  change: Change,
): Promise<void> {
  const { tripletexEnv: env, booksFrom: to = "" } = change;
  await refuseDuringRun(ctx, env);
  const from = environment.booksFrom ?? null;
  const reason = change.reason?.trim() ?? "";
  const refused = refuseCutOver({
    from,
    to,
    hasBooked: (await firstBooked(ctx, env, "")) !== null,
    firstHidden: from === null ? null : await firstBookedBefore(ctx, env, { from, to }),
    reason: reason === "" ? null : reason,
  });
  if (refused !== null) throw refusal(refused.code, refused.message, refused.remedy);
}

/** Runs and previews alike have made their windows from the date. @throws ConvexError `RUN_IS_ON` */
async function refuseDuringRun(ctx: QueryCtx, env: TripletexEnv): Promise<void> {
  for (const mode of ["full", "preview"] as const) {
    const lease = await findLease(ctx, { tripletexEnv: env, mode });
    if (lease === null || lease.runId === null) continue;
    const what = mode === "preview" ? "preview" : "run";
    throw refusal("RUN_IS_ON", `A ${what} is on in ${env}, and its window was made from the cut-over date.`);
  }
}

async function firstBooked(ctx: QueryCtx, env: TripletexEnv, from: string) {
  return await ctx.db
    .query("invoiceMapping")
    .withIndex("by_env_and_date", (q) => q.eq("tripletexEnv", env).gte("invoiceDate", from))
    .first();
}

/** The first booked invoice of the scope that ends before `to`, by its day on either side: a linked one has two. */
async function firstBookedBefore(ctx: QueryCtx, env: TripletexEnv, range: { from: string; to: string }) {
  const inTripletex = await firstBooked(ctx, env, range.from);
  const inRubic = await ctx.db
    .query("invoiceMapping")
    .withIndex("by_env_and_rubic_date", (q) => q.eq("tripletexEnv", env).gte("rubicInvoiceDate", range.from))
    .first();
  const [first] = [
    ...(inTripletex === null ? [] : [{ row: inTripletex, date: inTripletex.invoiceDate }]),
    ...(inRubic === null ? [] : [{ row: inRubic, date: rubicDateOf(inRubic) }]),
  ].toSorted((left, right) => left.date.localeCompare(right.date));
  if (first === undefined || first.date >= range.to) return null;
  return { number: first.row.rubicInvoiceNumber, date: first.date };
}

/** The cut-over date of an environment, seeded or set; null when there is none. */
export const booksFrom = internalQuery({
  args: { tripletexEnv },
  returns: v.union(v.string(), v.null()),
  handler: async (ctx, args) => (await findEnvironment(ctx, args.tripletexEnv))?.booksFrom ?? null,
});

/** For an operator at the command line of the deployment (`npx convex run`). */
export const get = internalQuery({
  args: { tripletexEnv },
  returns: settingsView,
  handler: async (ctx, args) => await readSettings(ctx, args.tripletexEnv),
});

/** For an operator at the command line of the deployment (`npx convex run`). */
export const set = internalMutation({
  args: { ...settingFields, actor },
  returns: settingsView,
  handler: async (ctx, args) => {
    await changeSettings(ctx, args);
    return await readSettings(ctx, args.tripletexEnv);
  },
});
