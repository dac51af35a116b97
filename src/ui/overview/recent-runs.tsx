/** The last runs of an environment, newest first, each a link to its own page. */
"use client";

import { useQuery } from "convex/react";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { api } from "../../../convex/_generated/api.js";
import { formatInstant } from "../../sync/format.ts";
import { QueryBoundary } from "../client/query-boundary.tsx";
import type { EnvironmentName, RunData } from "../data.ts";
import { formatDuration } from "../format.ts";
import { addCounters, CounterList } from "../parts/counters.tsx";
import { Panel } from "../parts/panel.tsx";
import { StatusBadge } from "../parts/status-badge.tsx";
import { describeReading, describeRunTypes } from "../run/describe-run.ts";
import { TEXTS } from "../texts.ts";

/** As many as fit without scrolling far; older ones are in the audit log. */
const LISTED_RUNS = 10;

interface RecentRunsProps {
  environment: EnvironmentName;
  now: number;
}

export function RecentRuns(props: RecentRunsProps) {
  return (
    <Panel heading={TEXTS.runs.heading}>
      <QueryBoundary>
        <RunList {...props} />
      </QueryBoundary>
    </Panel>
  );
}

function RunList({ environment, now }: RecentRunsProps) {
  const runs = useQuery(api.runs.list, { tripletexEnv: environment, limit: LISTED_RUNS });
  if (runs === undefined) return <p className="text-sm text-muted">{TEXTS.loading.list}</p>;
  if (runs.length === 0) return <p className="text-sm text-muted">{TEXTS.runs.empty}</p>;
  return (
    <ol className="-mx-2 divide-y divide-line">
      {runs.map((run) => (
        <RunRow key={run.runId} run={run} now={now} />
      ))}
    </ol>
  );
}

function RunRow({ run, now }: { run: RunData; now: number }) {
  const what = describeRunTypes(run.types);
  const when = formatInstant(run.startedAt, now);
  return (
    <li>
      <Link
        href={`/${run.tripletexEnv}/runs/${run.runId}`}
        className="grid items-center gap-x-4 gap-y-1 rounded-lg px-2 py-2.5 hover:bg-sunken sm:grid-cols-[10rem_14rem_1fr_auto]"
      >
        <span>
          <StatusBadge status={run.status} />
        </span>
        <span className="text-sm">
          <span className="font-semibold underline decoration-line-strong underline-offset-4">{what}</span>
          <span className="block text-muted">{describeReading(run)}</span>
        </span>
        <span className="min-w-0">
          <CounterList
            counters={addCounters(run.progress.map((each) => each.counters))}
            isPreview={run.mode === "preview"}
            whenEmpty={TEXTS.runs.nothingDone[run.completedAt === null ? "live" : "ended"]}
          />
        </span>
        <span className="flex items-center gap-2 text-sm sm:text-right">
          <span>
            {when}
            <span className="text-muted">, {formatDuration((run.completedAt ?? now) - run.startedAt)}</span>
            <span className="block text-muted">{TEXTS.runs.startedBy(TEXTS.actor(run.actor))}</span>
          </span>
          <ChevronRight size={18} className="hidden shrink-0 text-muted sm:block" />
        </span>
      </Link>
    </li>
  );
}
