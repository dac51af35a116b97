/**
 * A simulated year of a club: `npm run test:year`. Each day Rubic and Tripletex move, syncs run as the crons would, with faults;
 * each month ends with a check of every document. Prints a table of the months and a digest of the books: the same seed gives
 * the same. Options: `--seed 1 --members 2000 --months 12 --faults 1` (what goes wrong, default the seed) and `--trace`.
 * Exit code 1 when something differs that no hold names; the documents are listed.
 */
import { parseArgs } from "node:util";
import { loadOnce } from "../test/faults/backend.ts";
import { digestOf } from "../test/year/digest.ts";
import { type MonthRow, renderTable } from "../test/year/table.ts";
import { liveYear } from "../test/year/year.ts";

const MONTHS_A_YEAR = 12;
const FEWEST_MEMBERS = 60;
const MS_PER_SECOND = 1_000;
const SHOWN_DIFFERENCES = 50;

function readSettings() {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: "1" },
      members: { type: "string", default: "2000" },
      months: { type: "string", default: String(MONTHS_A_YEAR) },
      faults: { type: "string" },
      trace: { type: "boolean", default: false },
    },
  });
  const seed = readCount("seed", values.seed);
  return {
    seed,
    members: Math.max(FEWEST_MEMBERS, readCount("members", values.members)),
    months: Math.min(MONTHS_A_YEAR, readCount("months", values.months)),
    faultSeed: values.faults === undefined ? seed : readCount("faults", values.faults),
    isTraced: values.trace,
  };
}

function readCount(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Error(`--${name} must be a whole number from 1, not "${text}".`);
}

const startedAt = performance.now();
const seconds = () => Math.round((performance.now() - startedAt) / MS_PER_SECOND);
const { isTraced, ...settings } = readSettings();
const onMonth = ({ month }: MonthRow, differences: readonly string[]) => {
  console.log(`${month} is over after ${seconds()} s; ${differences.length} differences without a name.`);
  for (const difference of differences.slice(0, SHOWN_DIFFERENCES)) console.log(`  ${difference}`);
};
const trace = (line: string) => {
  if (isTraced) console.log(line);
};
// The validators of all calls are checked in the short form, in npm test.
const loaded = await loadOnce({ checksCalls: false });
const { rows, violations, books } = await liveYear(loaded, { ...settings, onMonth, trace });
console.log(`\n${renderTable(rows)}\n`);
console.log(`Digest of the books: ${digestOf(books)}`);
for (const violation of violations.slice(0, SHOWN_DIFFERENCES)) console.log(`  ${violation}`);
console.log(
  `Seed ${settings.seed}, ${settings.members} members, ${rows.length} months in ${seconds()} s; ${violations.length} differences without a name.`,
);
process.exitCode = violations.length === 0 ? 0 : 1;
