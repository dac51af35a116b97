/**
 * Reads what was seen of payers' credits through queries that stay within Convex's limits, however many payers are asked for and
 * whatever their rows.
 */
import { internal } from "../_generated/api.js";
import type { ActionCtx } from "../_generated/server.js";
import type { TripletexEnv } from "../validators.ts";
import type { KnownCredit } from "./credits.ts";
import type { Sight } from "./seenCredits.ts";

/** Each may have two pages of rows: some fifteen thousand documents at the most, of thirty-two thousand (Convex dossier). */
const PAYERS_TOGETHER = 25;

/** All rows of each payer, in the order of the payers. */
export async function readCreditsOf(
  ctx: Pick<ActionCtx, "runQuery">,
  { tripletexEnv, planId }: { tripletexEnv: TripletexEnv; planId?: NonNullable<Sight["planId"]> | undefined },
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
