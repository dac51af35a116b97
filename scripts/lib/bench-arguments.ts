/** Reads the arguments of `npm run bench`. What is not understood is refused: a misspelt option must not measure something else. */
import { parseArgs } from "node:util";
import { CommandError } from "./command-error.ts";
import { describeOptionError } from "./option-errors.ts";

export const BENCH_USAGE = `Usage: npm run bench -- [options]

  --members N   members of the club; may be given several times (default 30, 240 and 1000, and 240 with 100 ms)
  --latency MS  how long the simulators take to answer; may be given several times (default 0)
  --today DATE  YYYY-MM-DD on which the club's history ends (default today)
  --json        one JSON object per case on stdout (use npm run --silent bench)
  --help        this text

Every case is a new club on simulators and the local backend, all in this process: one first run and two unchanged ones.`;

export interface BenchRequest {
  cases: { members: number; latencyMs: number }[];
  today: string;
  isJson: boolean;
}

const DEFAULT_CASES = [
  { members: 30, latencyMs: 0 },
  { members: 240, latencyMs: 0 },
  { members: 1000, latencyMs: 0 },
  { members: 240, latencyMs: 100 },
];
const DEFAULT_MEMBERS = 240;
const OPTIONS = {
  members: { type: "string", multiple: true },
  latency: { type: "string", multiple: true },
  today: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** Null: the person asked for help. @throws CommandError that names what is wrong */
export function readBenchArguments(given: string[], today: string): BenchRequest | null {
  const values = parse(given);
  if (values.help) return null;
  const day = values.today ?? today;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new CommandError(`--today must be YYYY-MM-DD, not "${day}".`);
  return { cases: readCases(values), today: day, isJson: values.json };
}

function parse(given: string[]) {
  try {
    return parseArgs({ args: given, options: OPTIONS, strict: true }).values;
  } catch (error) {
    throw new CommandError(`${describeOptionError(error)}\n\n${BENCH_USAGE}`);
  }
}

function readCases({ members, latency }: { members?: string[]; latency?: string[] }): BenchRequest["cases"] {
  if (members === undefined && latency === undefined) return DEFAULT_CASES;
  const sizes = members?.map((text) => readCount("members", text)) ?? [DEFAULT_MEMBERS];
  const latencies = latency?.map((text) => readCount("latency", text)) ?? [0];
  return sizes.flatMap((size) => latencies.map((latencyMs) => ({ members: size, latencyMs })));
}

function readCount(name: string, text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new CommandError(`--${name} must be a whole number, not "${text}".`);
}
