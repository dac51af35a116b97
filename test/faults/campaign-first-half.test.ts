/** The first half of the short campaign. */
import { expect, test } from "vitest";
import { loadOnce } from "./backend.ts";
import { runSchedule } from "./campaign.ts";
import { testHundredFrom } from "./short-campaign.ts";

testHundredFrom(1);

test("a seed is replayed exactly", async () => {
  const loaded = await loadOnce();
  const [first, second] = [await runSchedule(loaded, 7), await runSchedule(loaded, 7)];
  expect(second.trace).toEqual(first.trace);
  expect(second.cells).toEqual(first.cells);
});
