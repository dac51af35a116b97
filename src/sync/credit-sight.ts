/**
 * When a credit came that Rubic shows only as an amount, as far as readings can tell: Rubic does not say it. A reading proves the month
 * alone in which it has met the invoice without the amount and another one with it. It must never take what it was first seen on for more.
 */
import { monthOf } from "./months.ts";

export interface FirstSight {
  /** YYYY-MM-DD in Oslo: when the amount was first seen as it is. */
  firstSeenOn: string;
  /** Whether all of it came in the month of that day: the invoice was met without it earlier in that month. */
  wasSeenWithout: boolean;
}

/**
 * How an amount counts that is seen now.
 * @param before what was seen of the same row before; null where it was never noted
 * @param now.today YYYY-MM-DD in Oslo
 * @param now.wasMet whether syncs have met the booked invoice earlier in this month: then it had no amount that was not noted
 */
export function firstSightOf(
  before: (FirstSight & { creditedOere: number }) | null,
  { creditedOere }: { creditedOere: number },
  { today, wasMet }: { today: string; wasMet: boolean },
): FirstSight {
  if (before === null) return { firstSeenOn: today, wasSeenWithout: wasMet };
  if (before.creditedOere === creditedOere) {
    return { firstSeenOn: before.firstSeenOn, wasSeenWithout: before.wasSeenWithout };
  }
  const isOfMonth = monthOf(before.firstSeenOn).from === monthOf(today).from;
  // Of an amount that grows, a part may be of another month; of one that was taken back and comes again, none is.
  const isKnown = before.creditedOere === 0 ? wasMet || isOfMonth : before.wasSeenWithout && isOfMonth;
  return { firstSeenOn: today, wasSeenWithout: isKnown };
}
