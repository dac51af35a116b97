/** What one sight of an amount after another says about when it came. */
import { expect, test } from "vitest";
import { firstSightOf } from "./credit-sight.ts";

const TODAY = "2026-03-10";
const before = (creditedOere: number, firstSeenOn: string, wasSeenWithout: boolean) => ({
  creditedOere,
  firstSeenOn,
  wasSeenWithout,
});

test.each([
  ["seen for the first time, its invoice met this month", null, true, [TODAY, true]],
  ["seen for the first time, its invoice not met this month", null, false, [TODAY, false]],
  ["the same as before", before(65_000, "2026-02-27", true), true, ["2026-02-27", true]],
  ["grown from a part of this month", before(15_000, "2026-03-02", true), false, [TODAY, true]],
  ["grown from a part of an earlier month", before(15_000, "2026-02-27", true), true, [TODAY, false]],
  ["grown from a part of an unknown month", before(15_000, "2026-03-02", false), true, [TODAY, false]],
  ["taken back this month before", before(0, "2026-03-02", false), false, [TODAY, true]],
  ["taken back in an earlier month, met this month", before(0, "2026-02-27", true), true, [TODAY, true]],
  ["taken back in an earlier month, not met since", before(0, "2026-02-27", true), false, [TODAY, false]],
] as const)("an amount %s", (_title, known, wasMet, [firstSeenOn, wasSeenWithout]) => {
  const sight = firstSightOf(known, { creditedOere: 65_000 }, { today: TODAY, wasMet });
  expect(sight).toEqual({ firstSeenOn, wasSeenWithout });
});
