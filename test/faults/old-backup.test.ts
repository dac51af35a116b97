/**
 * A database restored from a copy in the middle of its history: it has forgotten what was written since, and the next sync
 * finds all of it again. Nothing is doubled and each payment is there once.
 */
import { expect, test } from "vitest";
import { loadOnce } from "./backend.ts";
import { runSchedule } from "./campaign.ts";
import type { Plan } from "./plan.ts";
import { createSabotage } from "./sabotage.ts";

const SEEDS = Array.from({ length: 12 }, (_, index) => index + 1);

/** Three rounds without faults; before the last one the copy of round `from`, made at its await `copiesAt`, is put back. */
function restoring({ from, copiesAt }: { from: number; copiesAt: number }) {
  return (plan: Plan): Plan => {
    const [round] = plan.rounds;
    if (round === undefined) throw new Error("a schedule has rounds");
    const quiet = { ...round, copiesAt, strikes: [], acts: [], rowsShift: "off" as const, pageCap: null };
    const rounds = [0, 1, 2].map((index) => ({ ...quiet, restoresRound: index === 2 ? from : null }));
    return { ...plan, rounds, settings: { ...plan.settings, rateLimit: null } };
  };
}

test.each([
  { from: 0, copiesAt: 0, age: "nothing at all" },
  { from: 0, copiesAt: 60, age: "half of the first sync, which it thinks is going on" },
  { from: 1, copiesAt: 0, age: "the first sync only" },
  { from: 1, copiesAt: 50, age: "half of the second sync, which it thinks is going on" },
])("a backup that knows $age doubles nothing", async (backup) => {
  const loaded = await loadOnce();
  for (const seed of SEEDS) {
    const outcome = await runSchedule(loaded, seed, { change: restoring(backup) });
    expect({ seed, violations: outcome.violations }).toEqual({ seed, violations: [] });
    expect(outcome.happenings).toContain("old backup");
  }
});

test("a backup would double payments if nothing were looked up before the first write", async () => {
  const loaded = await loadOnce();
  const sabotage = createSabotage("lookUp");
  const { violations } = await runSchedule(loaded, 1, {
    change: restoring({ from: 1, copiesAt: 0 }),
    sabotage,
  });
  expect(violations.some((each) => each.startsWith("payment in Tripletex: too many"))).toBe(true);
});
