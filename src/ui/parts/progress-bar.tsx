/**
 * How far a type has come: a native progress element and the figures as words. While Rubic may still have more pages the
 * total is only "at least", and the bar is striped to say so.
 */
import type { TypeProgress } from "../data.ts";
import { formatCount } from "../format.ts";
import { TEXTS } from "../texts.ts";

type Progress = Pick<TypeProgress, "syncType" | "counters" | "expected" | "isExpectedFinal">;

/** "312 of 640", "312 of at least 1 000", or that nothing is counted yet. */
export function describeProgress(progress: Omit<Progress, "syncType">): string {
  const { counters, expected, isExpectedFinal } = progress;
  if (expected === 0 && counters.done === 0 && !isExpectedFinal) return TEXTS.card.notCounted;
  const done = formatCount(counters.done);
  const total = formatCount(Math.max(expected, counters.done));
  return isExpectedFinal ? TEXTS.card.progress(done, total) : TEXTS.card.progressOpen(done, total);
}

export function ProgressBar({ progress }: { progress: Progress }) {
  const { counters, expected, isExpectedFinal } = progress;
  const total = Math.max(expected, counters.done, 1);
  return (
    <div className="space-y-1">
      <progress
        className={`progress ${isExpectedFinal ? "" : "progress-open"}`}
        aria-label={TEXTS.card.progressLabel(TEXTS.type[progress.syncType])}
        value={counters.done}
        max={total}
      />
      <p className="text-sm tabular-nums">{describeProgress(progress)}</p>
    </div>
  );
}
