/**
 * Whether the next sync comes to a record. Rubic's documents and payments are read by date: the latest by every sync, older payments
 * once what Rubic has paid on their invoice is not what is in Tripletex (decision 32).
 */
import { formatInstant, formatIsoDate } from "../format.ts";
import { osloDate } from "../oslo.ts";
import { readBackFrom } from "../reading.ts";
import type { Facts } from "./chain.ts";
import { failed, type Judgement, PASSED } from "./judgement.ts";

/** A payment older than what each sync reads. */
export interface UnreadPayment {
  /** YYYY-MM-DD */
  paymentDate: string;
  /** When a sync last read the payments of that day, epoch milliseconds; null when none is known to have. */
  lastReadAt: number | null;
}

/**
 * read: the next sync reads it anyway. readBack: the next sync reads the payments of its invoice. nextDay: the first sync of the next day
 * looks at its invoice, and then does. ahead: no sync comes to it before `readFrom` (YYYY-MM-DD). passedOver: only a complete reading
 * comes to it.
 */
export type Reach =
  | { is: "read" }
  | { is: "readBack" | "nextDay"; payment: UnreadPayment }
  | { is: "ahead"; date: string; readFrom: string }
  /** readFrom: the day (YYYY-MM-DD) from which on the next sync reads payments. */
  | { is: "passedOver"; payment: (UnreadPayment & { readFrom: string }) | null };

/** Of what Rubic dates ahead, on that day (YYYY-MM-DD): no sync reads further ahead than the overlap of its window. */
export const reachAhead = (date: string): Reach => ({
  is: "ahead",
  date,
  readFrom: osloDate(readBackFrom(date)),
});

const ALONE = (command: string) =>
  `Sync this record alone (${command}), or everything with --mode full; the weekly complete reading takes it, too.`;

/** What is held comes up again by itself, whatever its date. */
export function judgeReach({
  reach,
  hold,
  command,
  now,
}: Pick<Facts, "reach" | "hold" | "command" | "now">): Judgement {
  if (hold?.state === "open") return judgeHeld(hold.nextAttemptAt, now);
  switch (reach.is) {
    case "read":
      return PASSED;
    case "readBack":
      return {
        state: "waits",
        finding: `${describeUnread(reach.payment, now)}; the next sync reads them, ${WHY_READ_BACK}.`,
      };
    case "nextDay":
      return failed(
        `${describeUnread(reach.payment, now)}; the first sync of tomorrow reads them, ${WHY_READ_BACK}.`,
        `Nothing to do if that is soon enough. ${ALONE(command)}`,
      );
    case "ahead":
      return failed(
        `It is dated ahead, ${formatIsoDate(reach.date)}, and no sync reads that far yet.`,
        `Nothing to do: syncs read it from ${formatIsoDate(reach.readFrom)} on.`,
      );
    case "passedOver":
      return failed(describePassedOver(reach.payment, now), ALONE(command));
  }
}

const WHY_READ_BACK = "as Rubic has another amount paid on an invoice than is known here";

function judgeHeld(nextAttemptAt: number, now: number): Judgement {
  const isTimed = nextAttemptAt > now && nextAttemptAt < Number.MAX_SAFE_INTEGER;
  if (!isTimed) return PASSED;
  return {
    state: "passed",
    finding: `It is held, and tried again from ${formatInstant(nextAttemptAt, now)}.`,
  };
}

function describeUnread({ paymentDate, lastReadAt }: UnreadPayment, now: number): string {
  const day = formatIsoDate(paymentDate);
  return lastReadAt === null
    ? `No sync has read payments of ${day} yet`
    : `Payments of ${day} have not been read since ${formatInstant(lastReadAt, now)}`;
}

function describePassedOver(payment: (UnreadPayment & { readFrom: string }) | null, now: number): string {
  if (payment === null)
    return "The next sync does not read as far back as this record, and no sync has met it before.";
  return `${describeUnread(payment, now)}, and the next sync reads only those from ${formatIsoDate(payment.readFrom)} on.`;
}
