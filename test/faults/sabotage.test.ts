/**
 * The campaign can fail: with any one of the product's safeguards switched off it finds a violation, within a stated number
 * of seeds. The switches are in the campaign's wires; the product has none.
 */
import { expect, test } from "vitest";
import { loadOnce } from "./backend.ts";
import { runSchedule } from "./campaign.ts";
import { createSabotage, type SabotageName } from "./sabotage.ts";

/** Each is found with one of the first seeds; the limits leave room for schedules that are drawn anew. */
const CASES: { name: SabotageName; title: string; seeds: number; doubles: RegExp }[] = [
  { name: "intents", title: "no intent is stored before a write", seeds: 60, doubles: /too many/ },
  { name: "settling", title: "what is unclear counts as not written", seeds: 60, doubles: /too many/ },
  { name: "settleTime", title: "what is unclear may be looked up at once", seeds: 60, doubles: /too many/ },
  {
    name: "lookUp",
    title: "nothing is looked up before the first write",
    seeds: 120,
    doubles: /too many|missing/,
  },
  { name: "fence", title: "a replaced step may go on", seeds: 30, doubles: /was replaced/ },
];

test.each(CASES)("finds out within $seeds seeds that $title", async ({ name, seeds, doubles }) => {
  const loaded = await loadOnce();
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { violations } = await runSchedule(loaded, seed, { sabotage: createSabotage(name) });
    if (violations.some((violation) => doubles.test(violation))) return;
  }
  expect.fail(`${seeds} seeds ran without a violation`);
});
