/** What the engine asks of the canaries: which kinds may be booked, which first invoices wait to be compared, and the verdict. */
import { type Infer, v } from "convex/values";
import { agreementNote } from "../../src/sync/canary.ts";
import type { Id } from "../_generated/dataModel.js";
import { internalMutation, internalQuery, type QueryCtx } from "../_generated/server.js";
import { canaryExpectation, type HoldInput, type TripletexEnv, tripletexEnv } from "../validators.ts";
import {
  judge as judgeRows,
  keyOfCanary,
  MAX_KINDS,
  pendingOf,
  STOPPING_CODE,
  standingOf,
} from "./canaryDoor.ts";
import { writeEvents } from "./events.ts";
import { markCodeDue, putHold } from "./holdDoor.ts";
import { findMapping } from "./knownMapping.ts";
import { renewLease, requireLease } from "./lease.ts";

const canaries = v.object({
  proven: v.array(v.string()),
  /** Kinds whose first invoice is out: nothing else of them may be sent. */
  waiting: v.array(v.object({ kind: v.string(), label: v.string(), rubicKey: v.string() })),
  /** First invoices that are in Tripletex and not compared yet. */
  toJudge: v.array(
    v.object({
      rubicKey: v.string(),
      label: v.string(),
      kinds: v.array(v.string()),
      tripletexInvoiceId: v.number(),
      expected: canaryExpectation,
    }),
  ),
});
export type Canaries = Infer<typeof canaries>;

export const read = internalQuery({
  args: { tripletexEnv },
  returns: canaries,
  handler: async (ctx, args): Promise<Canaries> => {
    const rows = await ctx.db
      .query("canaries")
      .withIndex("by_env", (q) => q.eq("tripletexEnv", args.tripletexEnv))
      .take(MAX_KINDS);
    const found: Canaries = { proven: [], waiting: [], toJudge: [] };
    for (const row of rows) {
      const { kind, label, rubicKey, expected } = row;
      const standing = await standingOf(ctx, row);
      if (standing === "proven") found.proven.push(kind);
      if (standing !== "waiting") continue;
      const same = found.toJudge.find((each) => each.rubicKey === rubicKey);
      const key = { kind: keyOfCanary(row).kind, key: rubicKey };
      const mapping = row.state === "pending" ? await findMapping(ctx, args.tripletexEnv, key) : null;
      if (mapping === null) found.waiting.push({ kind, label, rubicKey });
      else if (same !== undefined) same.kinds.push(kind);
      else {
        const { tripletexId: tripletexInvoiceId } = mapping;
        found.toJudge.push({ rubicKey, label, kinds: [kind], tripletexInvoiceId, expected });
      }
    }
    return found;
  },
});

/** Whether this run has found a first invoice right before, as far as Tripletex showed it: it says so once. */
async function hasAgreed(
  ctx: QueryCtx,
  {
    tripletexEnv: env,
    runId,
    areAccountsSeen,
  }: { tripletexEnv: TripletexEnv; runId: Id<"runs">; areAccountsSeen: boolean },
): Promise<boolean> {
  const rows = await ctx.db
    .query("canaries")
    .withIndex("by_env", (q) => q.eq("tripletexEnv", env))
    .take(MAX_KINDS);
  return rows.some(
    (row) => row.state === "proven" && row.runId === runId && row.areAccountsSeen === areAccountsSeen,
  );
}

/**
 * Stores what the comparison of a first invoice has shown. When it agrees, what waits for it is due; a difference holds the invoice, which stops the type until a
 * person has decided. @throws ConvexError `FENCED`
 */
export const judge = internalMutation({
  args: {
    runId: v.id("runs"),
    fence: v.number(),
    rubicKey: v.string(),
    differences: v.array(v.string()),
    areAccountsSeen: v.boolean(),
    /** What Tripletex booked, in øre; null when it does not have the invoice. */
    bookedOere: v.union(v.number(), v.null()),
  },
  returns: v.null(),
  handler: async (ctx, args) => {
    const { run, lease } = await requireLease(ctx, args);
    const now = Date.now();
    const { runId, rubicKey, differences, areAccountsSeen } = args;
    const rows = await pendingOf(ctx, run.tripletexEnv, rubicKey);
    const isNews = !(await hasAgreed(ctx, { tripletexEnv: run.tripletexEnv, runId, areAccountsSeen }));
    await judgeRows(ctx, rows, { verdict: { differences, areAccountsSeen }, runId, now });
    if (differences.length === 0) await markCodeDue(ctx, run.tripletexEnv, "CANARY_PENDING");
    const [first] = rows;
    if (first !== undefined && differences.length === 0 && isNews)
      await writeEvents(ctx, runId, [agreementNote(first.label, areAccountsSeen)]);
    if (first !== undefined && differences.length > 0) {
      const { label } = first;
      const { grossOere, invoiceDate: documentDate } = first.expected.invoice;
      const message = `${label}, the first of its kind, was booked differently than Rubic has it: ${differences.join("; ")}.`;
      const amountOere = args.bookedOere === null ? 0 : grossOere - args.bookedOere;
      const hold: HoldInput = { label, code: STOPPING_CODE, message, amountOere, documentDate };
      const isNew = await putHold(ctx, keyOfCanary(first), { hold, runId, now });
      if (isNew) await writeEvents(ctx, runId, [{ level: "error", message }]);
    }
    await renewLease(ctx, lease, now);
    return null;
  },
});
