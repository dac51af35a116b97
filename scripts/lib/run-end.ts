/**
 * What there is to say when a run has ended: how the environment stands, the sums side by side, and the held records with
 * their remedies. Read once, from the same queries as the page.
 */
import type { ConvexClient } from "convex/browser";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../convex/_generated/api.js";
import { problemAwaits } from "../../src/sync/problem-codes.ts";
import { computeTruth } from "../../src/sync/truth.ts";
import type { RunView } from "./follow-run.ts";
import {
  type Deviation,
  type PlanEnd,
  readDeviations,
  readPlanEnd,
  renderDeviations,
  renderPlanEnd,
} from "./plan-end.ts";
import { type HoldView, renderHold, renderPlainProgress, renderSum, renderTodo } from "./run-lines.ts";

type Overview = FunctionReturnType<typeof api.overview.get>;
type Hold = FunctionReturnType<typeof api.holds.list>["page"][number];

export interface RunEnd {
  run: RunView;
  truth: ReturnType<typeof computeTruth>;
  comparison: Overview["comparison"];
  /** The first ones of the list, at most as many as asked for. */
  holds: Hold[];
  /** In the environment; of a run of single records, among those that were asked for. */
  heldCount: number;
  /** What a preview found; null for a sync. */
  plan: PlanEnd | null;
  /** What a run that carried out a plan left alone; the first ones. */
  deviations: Deviation[];
}

/** Enough to see what it is about; the page lists them all. */
export const MAXIMUM_SHOWN_HOLDS = 20;
const HOLD_PAGE_SIZE = 100;
const KINDS = ["product", "customer", "invoice", "payment"] as const;
/** Among so many of its kind a record that was asked for is looked for. */
const SEARCHED_HOLDS = 1000;
/** Between the words of a label such as `Customer G-2041 (Gjest Testmo)`. */
const LABEL_SEPARATORS = /[\s(),“”]+/;

export async function readRunEnd(
  client: ConvexClient,
  run: RunView,
  maximum: { holds: number; planItems: number },
): Promise<RunEnd> {
  const overview = await client.query(api.overview.get, { tripletexEnv: run.tripletexEnv });
  const truth = computeTruth({ ...overview, isRunLive: overview.liveRun !== null }, Date.now());
  const { comparison, heldCount } = overview;
  const plan = run.mode === "preview" ? await readPlanEnd(client, run, maximum.planItems) : null;
  const rest = { run, truth, comparison, plan, deviations: await readDeviations(client, run) };
  if (run.keys !== null) {
    const holds = await readHoldsOf(client, run, run.keys);
    return { ...rest, holds, heldCount: holds.length };
  }
  return { ...rest, holds: await readHolds(client, { run, maximum: maximum.holds }), heldCount };
}

interface Wanted {
  run: RunView;
  kind?: Hold["kind"] | undefined;
  maximum: number;
}

async function readHolds(client: ConvexClient, { run, kind, maximum }: Wanted): Promise<Hold[]> {
  const holds: Hold[] = [];
  let cursor: string | null = null;
  while (holds.length < maximum) {
    const numItems = Math.min(HOLD_PAGE_SIZE, maximum - holds.length);
    const answer: FunctionReturnType<typeof api.holds.list> = await client.query(api.holds.list, {
      tripletexEnv: run.tripletexEnv,
      ...(kind !== undefined && { kind }),
      paginationOpts: { numItems, cursor },
    });
    holds.push(...answer.page);
    if (answer.isDone) break;
    cursor = answer.continueCursor;
  }
  return holds;
}

/** Those of a run of single records that were asked for, wherever they stand in the list; the other ones are not its business. */
async function readHoldsOf(client: ConvexClient, run: RunView, keys: string[]): Promise<Hold[]> {
  const kind = KINDS.find((each) => run.types.includes(`${each}s`));
  const all = await readHolds(client, { run, kind, maximum: SEARCHED_HOLDS });
  // Credits are read with the invoices.
  const also = kind === "invoice" ? ({ run, kind: "credit", maximum: SEARCHED_HOLDS } as const) : null;
  if (also !== null) all.push(...(await readHolds(client, also)));
  return all.filter(({ label }) => label.split(LABEL_SEPARATORS).some((word) => keys.includes(word)));
}

/** The end in lines of text. */
export function renderRunEnd(end: RunEnd): string[] {
  if (end.plan !== null) return [...renderPlanEnd(end.plan), ...renderProblem(end.run)];
  return [
    ...end.run.progress.map((each) => renderPlainProgress(each, end.run.mode)),
    ...renderProblem(end.run),
    ...renderDeviations(end.deviations, end.run.deviationCount),
    ...renderStanding(end),
    ...renderHolds(end.holds, end.heldCount),
    ...renderWritten(end.run),
  ];
}

/** How the environment stands; whoever asked for single records did not ask for it, and such a run compares nothing. */
function renderStanding({ run, truth, comparison }: RunEnd): string[] {
  if (run.keys !== null) return [];
  // Without a comparison the sentence of a failed run only says its problem once more.
  const isSentenceShown = run.problem === null || comparison !== null;
  return [...(isSentenceShown ? ["", truth.sentence] : []), ...renderComparison(comparison)];
}

/** Where to read, record by record, what the run did in Tripletex. */
function renderWritten({ progress, tripletexEnv, runId }: RunView): string[] {
  const hasWritten = progress.some(
    ({ counters }) => counters.created + counters.updated + counters.adopted > 0,
  );
  if (!hasWritten) return [];
  return ["", `What this run wrote: npm run written -- --env ${tripletexEnv} --run ${runId}`];
}

function renderProblem({ status, problem, mode, standing }: RunView): string[] {
  if (status === "cancelled") {
    if (mode === "preview") {
      return ["", "The preview was cancelled. Its plan is not complete and can't be carried out."];
    }
    const canceller = standing.person === null ? "" : ` by ${standing.person.name}`;
    return ["", `The run was cancelled${canceller}. ${standing.whatNow}`];
  }
  if (problem === null) return [];
  const who = problemAwaits(problem.code);
  const todo = renderTodo(who, problem.remedy);
  return ["", `${status === "failed" ? "The run failed: " : ""}${problem.message}`, todo];
}

function renderComparison(comparison: RunEnd["comparison"]): string[] {
  if (comparison === null) return [];
  const shown = comparison.differences.map(({ label, explanation }) => `  ${label}: ${explanation}`);
  return [renderSum("Invoices", comparison.invoices), renderSum("Payments", comparison.payments), ...shown];
}

function renderHolds(holds: HoldView[], heldCount: number): string[] {
  if (heldCount === 0) return [];
  const more = heldCount - holds.length;
  return [
    "",
    `Held (${heldCount}):`,
    ...holds.flatMap(renderHold),
    ...(more > 0 ? [`  and ${more} more; the page lists them all.`] : []),
  ];
}
