/**
 * Up to which number all of Rubic's invoices have been read. Its numbers are one rising series (Rubic dossier 2.5): what has a lower
 * number than an invoice that was known on one day was in Rubic on that day. Readings on two days that have not met it, the later one a
 * complete one, say that it is none of these books. It must never answer with a number of which that is not certain.
 */
import { osloDate, startOfOsloDay } from "../../src/sync/oslo.ts";
import type { Doc } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import type { TripletexEnv } from "../validators.ts";
import { ensureEnvironment, findEnvironment } from "./environments.ts";

/** Any known invoice would do. The lowest of some is taken, so that a single number out of the series proves nothing. */
const LATEST_INVOICES = 20;

/** The number up to which a number that is not known is no invoice of these books; null while that can't be said. */
export async function readUpTo(ctx: QueryCtx, env: TripletexEnv): Promise<number | null> {
  return (await findEnvironment(ctx, env))?.invoicesReadUpTo ?? null;
}

/**
 * Keeps what a complete reading of invoices has proved that has come to its end.
 * @param readBefore when the reading before it began, in epoch milliseconds; one reading is no proof, since rows shift while Rubic is
 * paged (Rubic dossier 1.2)
 */
export async function noteReadNumbers(
  ctx: MutationCtx,
  { tripletexEnv: env, startedAt }: Pick<Doc<"runs">, "tripletexEnv" | "startedAt">,
  readBefore: number | undefined,
): Promise<void> {
  const day = osloDate(startedAt);
  const isSecond = readBefore !== undefined && osloDate(readBefore) < day;
  if (!isSecond || (await hasUnreadableInvoice(ctx, env))) return;
  const known = await numbersKnownBefore(ctx, env, day);
  if (known.length === 0) return;
  const { _id: id } = await ensureEnvironment(ctx, env);
  await ctx.db.patch("environments", id, { invoicesReadUpTo: Math.min(...known) });
}

/** Of some of the latest invoices that were issued, and in the books, before a day (YYYY-MM-DD in Oslo). */
async function numbersKnownBefore(ctx: QueryCtx, env: TripletexEnv, day: string): Promise<number[]> {
  const latest = await ctx.db
    .query("invoiceMapping")
    .withIndex("by_env_and_date", (q) => q.eq("tripletexEnv", env).lt("invoiceDate", day))
    .order("desc")
    .take(LATEST_INVOICES);
  const start = startOfOsloDay(day);
  return latest.filter((row) => row._creationTime < start).map((row) => row.rubicInvoiceNumber);
}

/** One that can't be read may have any number; it is held, or left out, without a date. */
async function hasUnreadableInvoice(ctx: QueryCtx, env: TripletexEnv): Promise<boolean> {
  const found = await Promise.all(
    (["open", "ignored"] as const).map((state) =>
      ctx.db
        .query("holds")
        .withIndex("by_env_and_state", (q) =>
          q.eq("tripletexEnv", env).eq("state", state).eq("kind", "invoice").eq("documentDate", undefined),
        )
        .first(),
    ),
  );
  return found.some((hold) => hold !== null);
}
