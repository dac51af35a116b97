/**
 * The short campaign: 200 schedules of faults, deaths and people's acts, each compared to the øre at its end, in two parts that two
 * processes can run. The long one is `npm run test:faults`. A seed that fails here is replayed with
 * `npm run test:faults -- --seed <seed> --count 1 --trace`.
 */
import { expect, test } from "vitest";
import { loadOnce } from "./backend.ts";
import { runSchedule } from "./campaign.ts";
import { addCoverage, coverageOf, NOTHING_COVERED, renderCoverage } from "./coverage.ts";
import { isDeath } from "./faults.ts";
import { drawPlan } from "./plan.ts";

const SCHEDULES = 100;
const SHOWN_VIOLATIONS = 8;
/** Records of a tiny club before it moves on. */
const FEWEST_RECORDS = 30;
/** Every schedule holds two faults and a death; this share of what was drawn finds its call. */
const FEWEST_STRIKES = 2 * SCHEDULES;

/** Declares the tests of the hundred schedules from this seed on. */
export function testHundredFrom(firstSeed: number): void {
  const seeds = Array.from({ length: SCHEDULES }, (_, index) => firstSeed + index);

  test(`nothing is doubled or lost in ${SCHEDULES} schedules from seed ${firstSeed} on, whatever dies when`, async () => {
    const loaded = await loadOnce();
    let coverage = NOTHING_COVERED;
    const failures: string[] = [];
    for (const seed of seeds) {
      const outcome = await runSchedule(loaded, seed);
      coverage = addCoverage(coverage, coverageOf(outcome));
      const { violations } = outcome;
      if (violations.length > 0)
        failures.push(`seed ${seed}: ${violations.slice(0, SHOWN_VIOLATIONS).join("; ")}`);
    }
    console.log(renderCoverage(coverage));
    expect(failures).toEqual([]);
    expect(coverage.unknownCalls).toEqual([]);
    expect(coverage.fewestRecords).toBeGreaterThanOrEqual(FEWEST_RECORDS);
    const strikes = Object.values(coverage.cells).reduce((sum, count) => sum + count, 0);
    expect(strikes).toBeGreaterThan(FEWEST_STRIKES);
  });

  test("every schedule draws two faults and one death at least, and the same seed draws the same", () => {
    for (const seed of seeds) {
      const plan = drawPlan(seed);
      const strikes = plan.rounds.flatMap((round) => round.strikes);
      expect(strikes.length).toBeGreaterThanOrEqual(2);
      expect(strikes.some(({ fault }) => isDeath(fault))).toBe(true);
      expect(drawPlan(seed)).toEqual(plan);
    }
  });
}
