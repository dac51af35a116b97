/**
 * Reads what is known of credits through queries that stay within Convex's limits, however many payers or documents are asked for
 * and whatever their rows.
 */
import { inChunks } from "../../src/engine/in-chunks.ts";
import type { Store } from "../../src/engine/store.ts";
import { internal } from "../_generated/api.js";
import type { ActionCtx } from "../_generated/server.js";
import type { TripletexEnv } from "../validators.ts";
import type { BookedCredit, KnownCredit } from "./credits.ts";
import type { Sight } from "./seenCredits.ts";

type Reading = Pick<ActionCtx, "runQuery">;
type Around = { tripletexEnv: TripletexEnv; planId?: NonNullable<Sight["planId"]> | undefined };

/** Each may have two pages of rows: some fifteen thousand documents at the most, of thirty-two thousand (Convex dossier). */
const PAYERS_TOGETHER = 25;

/** All rows of each payer, in the order of the payers. */
export async function readCreditsOf(
  ctx: Reading,
  { tripletexEnv, planId }: Around,
  payers: string[],
): Promise<KnownCredit[][]> {
  const found = payers.map((payer) => ({ payer, seen: [] as KnownCredit[] }));
  const open = found.map((each) => ({ ...each, after: 0 }));
  while (open.length > 0) {
    const asked = open.splice(0, PAYERS_TOGETHER);
    const pages = await ctx.runQuery(internal.sync.credits.ofPayers, {
      tripletexEnv,
      planId,
      payers: asked.map(({ payer, after }) => ({ payer, after })),
    });
    for (const [index, each] of asked.entries()) {
      const { seen = [], next = null } = pages[index] ?? {};
      each.seen.push(...seen);
      if (next !== null) open.push({ ...each, after: next });
    }
  }
  return found.map(({ seen }) => seen);
}

/** A page of Tripletex's has a thousand; each takes three or four index ranges, of some two thousand (Convex dossier). */
const DOCUMENTS_TOGETHER = 200;

/** The credits that are these documents in Tripletex, or that credit them. */
export async function readBookedCredits(
  ctx: Reading,
  tripletexEnv: TripletexEnv,
  ids: number[],
): Promise<BookedCredit[]> {
  return await inChunks(ids, DOCUMENTS_TOGETHER, (tripletexInvoiceIds) =>
    ctx.runQuery(internal.sync.credits.byTripletexId, { tripletexEnv, tripletexInvoiceIds }),
  );
}

/** What a person is to take off these invoices of Rubic's by hand, or has, in positive øre and in their order. */
export async function readHeldCredits(
  ctx: Reading,
  tripletexEnv: TripletexEnv,
  ids: number[],
): Promise<number[]> {
  return await inChunks(ids, DOCUMENTS_TOGETHER, (rubicInvoiceIds) =>
    ctx.runQuery(internal.sync.credits.heldOfInvoices, { tripletexEnv, rubicInvoiceIds }),
  );
}

/** Each takes up to ten index ranges. */
const SETTLEMENTS_TOGETHER = 100;

/** Whether transactions that settle a credit belong to one that Rubic shows; in their order. */
export async function readSettledCredits(
  ctx: Reading,
  around: Around,
  settlements: Parameters<Store["creditsSettled"]>[0],
): Promise<boolean[]> {
  return await inChunks(settlements, SETTLEMENTS_TOGETHER, (some) =>
    ctx.runQuery(internal.sync.credits.settled, { ...around, settlements: some }),
  );
}
