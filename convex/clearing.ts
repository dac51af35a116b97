"use node";
/** The clearing report: what the payment provider pays out on which day, beside the clearing account in Tripletex. Reads only. */
import { type Infer, v } from "convex/values";
import { ClearingTooLongError, readClearing } from "../src/engine/clearing.ts";
import { problemOfAny } from "../src/engine/problems.ts";
import { addDaysToIsoDate, osloDate } from "../src/sync/oslo.ts";
import { problemOfCode } from "../src/sync/problem-codes.ts";
import { internal } from "./_generated/api.js";
import { guardedAction } from "./guard.ts";
import { refusal, refusalOf } from "./refusal.ts";
import { openReaders } from "./sync/readers.ts";
import { tripletexEnv } from "./validators.ts";

const figures = {
  count: v.number(),
  grossOere: v.number(),
  feeOere: v.number(),
  feeVatOere: v.number(),
  payoutOere: v.number(),
  unexplainedOere: v.number(),
};
const waiting = v.object({ count: v.number(), grossOere: v.number(), bookedOere: v.number() });
const report = v.object({
  from: v.string(),
  today: v.string(),
  accounts: v.array(
    v.object({
      accountNumber: v.union(v.number(), v.null()),
      name: v.union(v.string(), v.null()),
      isBank: v.boolean(),
      balanceOere: v.union(v.number(), v.null()),
      unreadable: v.union(v.string(), v.null()),
      onTheWay: waiting,
      withoutDate: waiting,
      differenceOere: v.union(v.number(), v.null()),
      payouts: v.array(v.object({ date: v.string(), ...figures })),
    }),
  ),
  withoutPayout: v.object({ count: v.number(), grossOere: v.number() }),
});

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;
const DEFAULT_DAYS = 60;
/** A year of payouts is some 260 days; more is a job for the ledger. */
const MAX_DAYS = 366;

/**
 * @param from first expected payout date (YYYY-MM-DD), at most a year back; default sixty days
 * @throws ConvexError `INVALID_DATE`, `SETTINGS`, `CLEARING_TOO_LONG`, and what a read of Rubic or Tripletex ends with
 */
export const read = guardedAction({
  args: { tripletexEnv, from: v.optional(v.string()) },
  returns: report,
  handler: async (ctx, { tripletexEnv: env, from }): Promise<Infer<typeof report>> => {
    const now = Date.now();
    const first = firstDay(from, now);
    try {
      const source = {
        ports: openReaders(ctx, env),
        now,
        tripletexEnv: env,
        codeMappings: () => ctx.runQuery(internal.sync.codeMappings.read, { tripletexEnv: env }),
        bookedOf: async (rubicKeys: string[]) => {
          const asked = { tripletexEnv: env, kind: "payment" as const, rubicKeys };
          const known = await ctx.runQuery(internal.sync.lookups.records, asked);
          return new Set(known.flatMap(({ rubicKey, mapping }) => (mapping === null ? [] : [rubicKey])));
        },
      };
      return await readClearing(source, first);
    } catch (error) {
      const isTooLong = error instanceof ClearingTooLongError;
      throw refusalOf(isTooLong ? problemOfCode("CLEARING_TOO_LONG", error.message) : problemOfAny(error));
    }
  },
});

function firstDay(from: string | undefined, now: number): string {
  const today = osloDate(now);
  if (from === undefined) return addDaysToIsoDate(today, -DEFAULT_DAYS);
  const isDate = ISO_DATE.test(from) && !Number.isNaN(Date.parse(from));
  if (isDate && from >= addDaysToIsoDate(today, -MAX_DAYS) && from <= today) return from;
  throw refusal(
    "INVALID_DATE",
    `${from} is not a day within the last year.`,
    "Write the first payout date as YYYY-MM-DD, at most a year back.",
  );
}
