/** What a campaign has covered, as tables: fault × call with how often, and what happened beside. */
import { CALLS, CELLS, HAPPENINGS, nameOfCell, nameOfFault } from "./faults.ts";

/** Sums of many schedules; plain data, so that workers can send it. */
export interface Coverage {
  schedules: number;
  steps: number;
  awaits: number;
  fewestRecords: number;
  cells: Record<string, number>;
  happenings: Record<string, number>;
  unknownCalls: string[];
}

export const NOTHING_COVERED: Coverage = {
  schedules: 0,
  steps: 0,
  awaits: 0,
  fewestRecords: Number.POSITIVE_INFINITY,
  cells: {},
  happenings: {},
  unknownCalls: [],
};

interface Ran {
  steps: number;
  awaits: number;
  records: number;
  cells: string[];
  happenings: readonly string[];
  calls: Iterable<string>;
}

export function coverageOf(outcome: Ran): Coverage {
  return {
    schedules: 1,
    steps: outcome.steps,
    awaits: outcome.awaits,
    fewestRecords: outcome.records,
    cells: countOf(outcome.cells),
    happenings: countOf(outcome.happenings),
    unknownCalls: [...outcome.calls].filter((call) => !Object.hasOwn(CALLS, call)),
  };
}

export function addCoverage(left: Coverage, right: Coverage): Coverage {
  return {
    schedules: left.schedules + right.schedules,
    steps: left.steps + right.steps,
    awaits: left.awaits + right.awaits,
    fewestRecords: Math.min(left.fewestRecords, right.fewestRecords),
    cells: addCounts(left.cells, right.cells),
    happenings: addCounts(left.happenings, right.happenings),
    unknownCalls: [...new Set([...left.unknownCalls, ...right.unknownCalls])],
  };
}

function countOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function addCounts(left: Record<string, number>, right: Record<string, number>): Record<string, number> {
  const sum = { ...left };
  for (const [name, count] of Object.entries(right)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

/** Combinations that exist and have not taken place. */
export function emptyCells(coverage: Coverage): string[] {
  return CELLS.map(nameOfCell).filter((name) => (coverage.cells[name] ?? 0) === 0);
}

const COUNT_WIDTH = 5;

/** One row per call, one column per fault; a dot where the combination does not exist. */
export function renderCoverage(coverage: Coverage): string {
  const existing = new Set(CELLS.map(nameOfCell));
  const faults = [...new Map(CELLS.map(({ fault }) => [nameOfFault(fault), fault])).values()];
  const callWidth = Math.max(...Object.keys(CALLS).map((call) => call.length));
  const legend = faults.map((fault, index) => `${letterOf(index)} = ${nameOfFault(fault)}`).join(", ");
  const head = faults.map((_, index) => letterOf(index).padStart(COUNT_WIDTH)).join("");
  const rows = Object.keys(CALLS).map((call) => {
    const counts = faults.map((fault) => {
      const name = nameOfCell({ call, fault });
      return (existing.has(name) ? String(coverage.cells[name] ?? 0) : "·").padStart(COUNT_WIDTH);
    });
    return `${call.padEnd(callWidth)}${counts.join("")}`;
  });
  const beside = HAPPENINGS.map((name) => `${name}: ${coverage.happenings[name] ?? 0}`).join(", ");
  const empty = emptyCells(coverage).length;
  return [
    `Fault × call, how often (${legend}):`,
    `${"".padEnd(callWidth)}${head}`,
    ...rows,
    `Beside: ${beside}`,
    `${CELLS.length - empty} of ${CELLS.length} combinations that exist took place.`,
  ].join("\n");
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const letterOf = (index: number): string => LETTERS.charAt(index);
