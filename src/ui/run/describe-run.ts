/** A run in words: what it carries, and how it stands in one sentence. */
import { formatInstant } from "../../sync/format.ts";
import type { RunData, RunStatus } from "../data.ts";
import { SYNC_TYPES } from "../environments.ts";
import { formatCount, formatDuration } from "../format.ts";
import { TEXTS } from "../texts.ts";

/** "All types", or the names of the types. */
export function describeRunTypes(types: RunData["types"]): string {
  if (types.length === SYNC_TYPES.length) return TEXTS.runs.types.all;
  return types.map((type) => TEXTS.type[type]).join(", ");
}

/** What the run reads of its types. */
export function describeReading({ keys, mode, planId }: Pick<RunData, "keys" | "mode" | "planId">): string {
  if (keys !== null) return TEXTS.run.records(keys.join(", "));
  return mode !== "preview" && planId !== null ? TEXTS.plan.ofPlan : TEXTS.plan.mode[mode];
}

/** How the run stands at `now` (epoch milliseconds), in one sentence. */
export function describeRun(run: RunData, now: number): string {
  const special =
    run.mode === "preview" ? PREVIEW_SENTENCES : run.deviationCount > 0 ? DEVIATED_SENTENCES : {};
  return (special[run.status] ?? SENTENCES[run.status])(run, now);
}

type Sentences = Record<RunStatus, (run: RunData, now: number) => string>;

const PREVIEW_SENTENCES: Partial<Sentences> = {
  success: (run, now) => TEXTS.plan.run.success(...describeEnd(run, now)),
  partial: (run, now) => TEXTS.plan.run.partial(...describeEnd(run, now)),
  cancelled: (run, now) => TEXTS.plan.run.cancelled(describeEnd(run, now)[0], nameOfCanceller(run)),
};

const DEVIATED_SENTENCES: Partial<Sentences> = {
  partial: (run, now) => TEXTS.plan.run.deviated(...describeEnd(run, now)),
};

/** A record over the union: a new state does not compile until it has its sentence. */
const SENTENCES: Sentences = {
  running: (run, now) => {
    const since = formatInstant(run.startedAt, now);
    if (run.isCancelRequested) return TEXTS.run.stopping(since, nameOfCanceller(run));
    return TEXTS.run.running(since, formatDuration(now - run.startedAt));
  },
  waiting: (run, now) =>
    run.resumeAt === null ? TEXTS.run.waiting : TEXTS.run.waitingUntil(formatInstant(run.resumeAt, now)),
  interrupted: () => TEXTS.run.interrupted,
  success: (run, now) =>
    (run.keys === null ? TEXTS.run.success : TEXTS.run.recordsDone)(...describeEnd(run, now)),
  partial: (run, now) =>
    (run.keys === null ? TEXTS.run.partial : TEXTS.run.recordsOpen)(...describeEnd(run, now)),
  failed: (run, now) => TEXTS.run.failed(...describeEnd(run, now)),
  cancelled: (run, now) => TEXTS.run.cancelled(describeEnd(run, now)[0], nameOfCanceller(run)),
};

function nameOfCanceller(run: RunData): string {
  return run.cancelledBy?.name ?? TEXTS.run.somebody;
}

function describeEnd(run: RunData, now: number): [at: string, duration: string] {
  const endedAt = run.completedAt ?? now;
  return [formatInstant(endedAt, now), formatDuration(endedAt - run.startedAt)];
}

/** That it was interrupted and went on by itself; null when it was not. */
export function describeInterruptions(run: Pick<RunData, "interruptions">): string | null {
  if (run.interruptions === 0) return null;
  return run.interruptions === 1 ? TEXTS.run.resumedOnce : TEXTS.run.resumed(formatCount(run.interruptions));
}

/** What happens now or what to do: of a preview that has ended, something else than of a sync. */
export function describeNext({
  mode,
  status,
  standing,
}: Pick<RunData, "mode" | "status" | "standing">): string {
  const hasPlan = mode === "preview" && (status === "success" || status === "partial");
  return hasPlan ? TEXTS.plan.run.whatNow : standing.whatNow;
}
