/** What a person must know before reading on: that nothing is written at the moment, and that the last sync failed. */
import { formatInstant } from "../../sync/format.ts";
import type { Overview } from "../data.ts";
import { Notice } from "../parts/notice.tsx";
import { ProblemWords } from "../parts/problem-words.tsx";
import { TEXTS } from "../texts.ts";

export function Banners({ overview, now }: { overview: Overview; now: number }) {
  const { writingStopped, lastProblem } = overview;
  return (
    <>
      {writingStopped !== null && (
        <Notice tone="bad" title={TEXTS.banner.writingStopped} isStop>
          <p>{writingStopped.reason}</p>
          <p className="text-muted">
            {TEXTS.banner.writingStoppedBy(
              TEXTS.actor(writingStopped.actor),
              formatInstant(writingStopped.at, now),
            )}
          </p>
        </Notice>
      )}
      {lastProblem !== null && (
        <Notice tone="bad" title={TEXTS.banner.lastFailed}>
          <ProblemWords problem={lastProblem} />
        </Notice>
      )}
    </>
  );
}
