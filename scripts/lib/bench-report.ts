/** The figures of a benchmark as tables for a person. Pure functions; a count stands beside the least that it could be. */
import type { BenchCase } from "./bench-case.ts";
import { type RunFigures, TYPES, type TypeFigures } from "./bench-figures.ts";
import type { StepHeap } from "./bench-heap.ts";

const MIBIBYTE = 1024 * 1024;
const MS_PER_SECOND = 1000;
const whole = new Intl.NumberFormat("en-GB");
const fraction = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 3, maximumFractionDigits: 3 });

const HEADINGS = [
  "",
  "records",
  "written",
  "Tripletex",
  "least",
  "per record",
  "Rubic",
  "least",
  "queries",
  "mutations",
  "docs read",
  "docs written",
  "seconds",
  "least",
];

/** One case: a table for each of its runs. */
export function renderCase({ members, latencyMs, runs }: BenchCase): string {
  const title = `${whole.format(members)} members, ${latencyMs} ms latency`;
  return runs.map(({ name, figures }) => `${title}: ${name}\n${renderRun(figures)}`).join("\n\n");
}

function renderRun(figures: RunFigures): string {
  const rows = TYPES.flatMap((type) => {
    const found = figures.types[type];
    return found === undefined ? [] : [[type, ...typeCells(found)]];
  });
  return [...renderTable([HEADINGS, ...rows]), ...renderRest(figures)].join("\n");
}

function typeCells(figures: TypeFigures): string[] {
  const { counts, usage } = figures;
  const written = counts.created + counts.updated;
  // What is written is what costs calls; of an unchanged run all records share them.
  const base = Math.max(written > 0 ? written : counts.done, 1);
  const done = Math.max(counts.done, 1);
  return [
    whole.format(counts.done),
    whole.format(written),
    whole.format(figures.tripletexCalls),
    whole.format(figures.tripletexLowerBound),
    fraction.format(figures.tripletexCalls / base),
    whole.format(figures.rubicCalls),
    whole.format(figures.rubicLowerBound),
    whole.format(figures.convexQueries),
    whole.format(figures.convexMutations),
    `${fraction.format(usage.documentsRead / done)} /rec`,
    `${fraction.format(usage.documentsWritten / done)} /rec`,
    inSeconds(figures.wallMs),
    inSeconds(figures.wallLowerBoundMs),
  ];
}

function renderRest(figures: RunFigures): string[] {
  const { tripletexOther: other, usage, restUsage, invoiceLaneUse } = figures;
  const lanes =
    invoiceLaneUse === null ? "" : `, invoices kept both lanes busy ${(invoiceLaneUse * 100).toFixed(1)} %`;
  return [
    `  besides: Tripletex session ${other.session}, reference ${other.reference}, comparison ${other.comparison}; Rubic reference ${figures.rubicReference}`,
    `  Convex: ${figures.steps} steps, ${whole.format(figures.convexQueries)} queries, ${whole.format(figures.convexMutations)} mutations; ` +
      `${whole.format(usage.documentsRead)} documents read (${whole.format(restUsage.documentsRead)} outside of the types), ` +
      `${whole.format(usage.documentsWritten)} written; ${inMebibytes(usage.bytesRead)} read, ${inMebibytes(usage.bytesWritten)} written`,
    `  ${figures.status} after ${inSeconds(figures.wallMs)} s${lanes}`,
    `  heap of a step: ${renderHeap(figures.heap)} (simulators and database in the same process)`,
  ];
}

/** The step with the highest peak, and the one that grew most. */
function renderHeap(steps: StepHeap[]): string {
  const peak = Math.max(...steps.map(({ peakBytes }) => peakBytes));
  const growth = Math.max(...steps.map(({ atStartBytes, peakBytes }) => peakBytes - atStartBytes));
  return `${inMebibytes(peak)} at most, ${inMebibytes(growth)} more than at its start at most`;
}

/** Columns as wide as their widest cell; the first to the left, figures to the right. */
function renderTable(rows: string[][]): string[] {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  "),
  );
}

const inSeconds = (ms: number) => (ms / MS_PER_SECOND).toFixed(1);
const inMebibytes = (bytes: number) => `${(bytes / MIBIBYTE).toFixed(1)} MiB`;
