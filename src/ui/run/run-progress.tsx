/** How far each type of a run has come, in the order in which they run. */
import type { RunData, TypeProgress } from "../data.ts";
import { CounterList } from "../parts/counters.tsx";
import { Panel } from "../parts/panel.tsx";
import { ProgressBar } from "../parts/progress-bar.tsx";
import { StatusBadge, shownStatus } from "../parts/status-badge.tsx";
import { TEXTS } from "../texts.ts";

export function RunProgress({ run }: { run: RunData }) {
  return (
    <Panel heading={TEXTS.run.progressHeading}>
      {run.progress.length === 0 ? (
        <p className="text-sm text-muted">{TEXTS.run.noProgress}</p>
      ) : (
        <ol className="divide-y divide-line">
          {run.progress.map((progress) => (
            <ProgressRow key={progress.syncType} progress={progress} isPreview={run.mode === "preview"} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function ProgressRow({ progress, isPreview }: { progress: TypeProgress; isPreview: boolean }) {
  return (
    <li className="grid gap-x-6 gap-y-2 py-3 first:pt-0 last:pb-0 sm:grid-cols-[14rem_1fr_1fr] sm:items-center">
      <span className="flex items-center justify-between gap-3">
        <span className="font-semibold">{TEXTS.type[progress.syncType]}</span>
        <StatusBadge status={shownStatus(progress)} />
      </span>
      {shownStatus(progress) === "queued" ? (
        <p className="text-sm text-muted sm:col-span-2">{TEXTS.queued.explanation}</p>
      ) : (
        <>
          <ProgressBar progress={progress} />
          <CounterList
            counters={progress.counters}
            isPreview={isPreview}
            whenEmpty={TEXTS.card.nothingCounted}
          />
        </>
      )}
    </li>
  );
}
