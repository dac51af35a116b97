/** Where a person starts a sync, sees the one that is on, and cancels it. */
"use client";

import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { formatInstant } from "../../sync/format.ts";
import type { EnvironmentName, Overview, RunData } from "../data.ts";
import { Panel } from "../parts/panel.tsx";
import { StatusBadge } from "../parts/status-badge.tsx";
import { describeRun } from "../run/describe-run.ts";
import { TEXTS } from "../texts.ts";
import { CancelButton } from "./cancel-button.tsx";
import { StartForm } from "./start-form.tsx";

interface SyncPanelProps {
  environment: EnvironmentName;
  overview: Overview;
  now: number;
}

export function SyncPanel({ environment, overview, now }: SyncPanelProps) {
  const run = overview.liveRun;
  return (
    <Panel
      heading={run === null ? TEXTS.start.heading : TEXTS.live.heading}
      aside={run === null ? null : <StatusBadge status={run.status} />}
    >
      <div className="space-y-5">
        {run !== null && <LiveRun run={run} now={now} />}
        {overview.livePreview !== null && <LivePreview run={overview.livePreview} now={now} />}
        <StartForm environment={environment} overview={overview} now={now} />
      </div>
    </Panel>
  );
}

/** A line beside what else is on: a preview disturbs nothing. */
function LivePreview({ run, now }: { run: RunData; now: number }) {
  return (
    <p className="text-sm">
      {TEXTS.plan.start.live(formatInstant(run.startedAt, now), TEXTS.actor(run.actor))}{" "}
      <Link
        href={`/${run.tripletexEnv}/runs/${run.runId}`}
        className="inline-flex min-h-7 items-center font-semibold underline underline-offset-4"
      >
        {TEXTS.plan.start.show}
      </Link>
    </p>
  );
}

function LiveRun({ run, now }: { run: RunData; now: number }) {
  return (
    <div className="space-y-3 border-b border-line pb-5">
      <p className="text-sm">{describeRun(run, now)}</p>
      {run.problem !== null && <p className="text-sm text-muted wrap-anywhere">{run.problem.message}</p>}
      <div className="flex flex-wrap items-start gap-x-5 gap-y-3">
        <CancelButton run={run} />
        <Link
          href={`/${run.tripletexEnv}/runs/${run.runId}`}
          className="inline-flex min-h-10 items-center gap-1 text-sm font-semibold underline underline-offset-4"
        >
          {TEXTS.live.showDetails}
          <ArrowRight size={16} />
        </Link>
      </div>
    </div>
  );
}
