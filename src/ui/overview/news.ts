/** What a screen reader is told when the overview changes: the run while one is on, else the sentence of truth. */
import type { Overview, TypeProgress } from "../data.ts";
import { describeProgress } from "../parts/progress-bar.tsx";
import { TEXTS } from "../texts.ts";

/** One sentence for the announcer. Same state, same sentence: only a change is spoken. */
export function describeNews(overview: Overview, truthSentence: string): string {
  const run = overview.liveRun;
  if (run === null) return truthSentence;
  const current = run.progress.find(isUnderWay);
  if (run.status !== "running" || current === undefined) return TEXTS.status[run.status].explanation;
  return TEXTS.news.progress(TEXTS.type[current.syncType], describeProgress(current));
}

function isUnderWay(progress: TypeProgress): boolean {
  return progress.status === "running" && progress.counters.done > 0;
}
