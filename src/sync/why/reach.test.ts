import { expect, test } from "vitest";
import { judgeReach, type Reach, reachAhead } from "./reach.ts";

/** 15:00 in Oslo. */
const NOW = Date.parse("2026-11-21T14:00:00Z");
const COMMAND = "npm run sync -- --env sandbox --type payments --key 7";
const PAYMENT = { paymentDate: "2026-05-03", lastReadAt: Date.parse("2026-11-14T01:10:00Z") };
const UNREAD = "Payments of 3 May 2026 have not been read since 14 Nov 02:10";

const judge = (reach: Reach) => judgeReach({ reach, hold: null, command: COMMAND, now: NOW });

test("what the next sync reads anyway passes without a word", () => {
  expect(judge({ is: "read" })).toEqual({ state: "passed" });
});

test("a payment that is read on demand waits for the next sync", () => {
  const judgement = judge({ is: "readBack", payment: PAYMENT });
  expect(judgement).toMatchObject({ state: "waits" });
  expect(judgement.finding).toMatch(new RegExp(`^${UNREAD}; the next sync reads them, as `));
});

test("one whose invoice is looked at once a day waits until tomorrow, unless somebody syncs it alone", () => {
  const judgement = judge({ is: "nextDay", payment: { ...PAYMENT, lastReadAt: null } });
  expect(judgement).toMatchObject({ state: "failed", remedy: expect.stringContaining(COMMAND) });
  expect(judgement.finding).toMatch(
    /^No sync has read payments of 3 May 2026 yet; the first sync of tomorrow reads them, as /,
  );
});

test("one that is passed over says when its day was read, and from when on payments are", () => {
  expect(judge({ is: "passedOver", payment: { ...PAYMENT, readFrom: "2026-09-22" } })).toEqual({
    state: "failed",
    finding: `${UNREAD}, and the next sync reads only those from 22 September 2026 on.`,
    remedy: expect.stringContaining(`Sync this record alone (${COMMAND})`),
  });
});

test("what is dated ahead says from when on syncs read it, and offers nothing that would not", () => {
  expect(judge(reachAhead("2026-12-15"))).toEqual({
    state: "failed",
    finding: "It is dated ahead, 15 December 2026, and no sync reads that far yet.",
    remedy: "Nothing to do: syncs read it from 13 December 2026 on.",
  });
});
