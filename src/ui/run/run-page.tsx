/** One run: how it stands, how far each type has come, what went wrong, and what happened, live. */
"use client";

import { useQuery } from "convex/react";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { api } from "../../../convex/_generated/api.js";
import { Announcer } from "../client/announcer.tsx";
import { QueryBoundary } from "../client/query-boundary.tsx";
import { useNow } from "../client/use-now.ts";
import type { EnvironmentName, RunData } from "../data.ts";
import { Loading } from "../parts/loading.tsx";
import { Notice } from "../parts/notice.tsx";
import { DeviationsPanel } from "../plan/deviations-panel.tsx";
import { PlanPanel } from "../plan/plan-panel.tsx";
import { TEXTS } from "../texts.ts";
import { describeRun } from "./describe-run.ts";
import { RunEvents } from "./run-events.tsx";
import { RunProgress } from "./run-progress.tsx";
import { RunSummary } from "./run-summary.tsx";
import { RunWritten } from "./run-written.tsx";

interface RunPageProps {
  environment: EnvironmentName;
  runId: string;
}

export function RunPage(props: RunPageProps) {
  return (
    <>
      <Link
        href={`/${props.environment}`}
        className="inline-flex min-h-8 items-center gap-1.5 text-sm font-medium underline underline-offset-4"
      >
        <ArrowLeft size={16} />
        {TEXTS.run.back}
      </Link>
      <QueryBoundary>
        <RunContent {...props} />
      </QueryBoundary>
    </>
  );
}

function RunContent({ environment, runId }: RunPageProps) {
  const run = useQuery(api.runs.get, { runId });
  if (run === undefined) return <Loading text={TEXTS.loading.run} />;
  // A run of the other environment is not shown here: the band on top would claim the wrong books for it.
  if (run === null || run.tripletexEnv !== environment) {
    return (
      <Notice tone="attention" title={TEXTS.run.missing}>
        <p>{TEXTS.run.missingRemedy}</p>
      </Notice>
    );
  }
  return <LoadedRun run={run} />;
}

/** While a run is on its duration moves; afterwards only the dates of old times do. */
const LIVE_TICK_MS = 1000;
const ENDED_TICK_MS = 60_000;

function LoadedRun({ run }: { run: RunData }) {
  const now = useNow(run.standing.isLive ? LIVE_TICK_MS : ENDED_TICK_MS);
  return (
    <>
      <Announcer
        sentence={run.status === "running" ? TEXTS.status.running.explanation : describeRun(run, now)}
      />
      <RunSummary run={run} now={now} />
      {run.mode === "preview" && <PlanPanel run={run} now={now} />}
      {run.mode !== "preview" && run.planId !== null && <DeviationsPanel run={run} />}
      <RunProgress run={run} />
      <RunWritten runId={run.runId} />
      <RunEvents startedAt={run.startedAt} runId={run.runId} now={now} />
    </>
  );
}
