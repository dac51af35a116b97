/** The head of a run's page: its state as a sentence, who started what and when, and the problem with its remedy. */
import type { ReactNode } from "react";
import type { RunData } from "../data.ts";
import { formatDuration } from "../format.ts";
import { CancelButton } from "../overview/cancel-button.tsx";
import { Instant } from "../parts/instant.tsx";
import { Notice } from "../parts/notice.tsx";
import { Panel } from "../parts/panel.tsx";
import { ProblemWords } from "../parts/problem-words.tsx";
import { StatusBadge } from "../parts/status-badge.tsx";
import { TEXTS } from "../texts.ts";
import {
  describeInterruptions,
  describeNext,
  describeReading,
  describeRun,
  describeRunTypes,
} from "./describe-run.ts";

export function RunSummary({ run, now }: { run: RunData; now: number }) {
  const interruptions = describeInterruptions(run);
  return (
    <Panel heading={describeRunTypes(run.types)} aside={<StatusBadge status={run.status} />}>
      <div className="space-y-4">
        <div>
          <p className="text-lg leading-snug font-medium">{describeRun(run, now)}</p>
          <p className="text-sm">
            <span className="text-muted">{TEXTS.run.whatNow}</span> {describeNext(run)}
          </p>
          {interruptions !== null && <p className="text-sm text-muted">{interruptions}</p>}
        </div>
        <RunProblemNotice run={run} />
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 text-sm sm:grid-cols-[auto_1fr_auto_1fr]">
          <Fact label={TEXTS.run.started}>
            <Instant at={run.startedAt} now={now} />
          </Fact>
          <Fact label={TEXTS.run.startedByLabel}>{TEXTS.actor(run.actor)}</Fact>
          <Fact label={TEXTS.run.mode}>{describeReading(run)}</Fact>
          <Fact label={TEXTS.run.duration}>{formatDuration((run.completedAt ?? now) - run.startedAt)}</Fact>
        </dl>
        {run.standing.isLive && <CancelButton run={run} />}
      </div>
    </Panel>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </>
  );
}

function lookOfProblem({ status, standing, planId }: RunData): {
  tone: "info" | "attention" | "bad";
  title: string;
} {
  if (standing.isLive) return { tone: "info", title: TEXTS.run.waitHeading };
  if (status === "partial") {
    return {
      tone: "attention",
      title: planId === null ? TEXTS.run.problemHeading : TEXTS.plan.run.deviatedHeading,
    };
  }
  return { tone: "bad", title: TEXTS.run.problemHeading };
}

/** The same field says why a run waits, why it stopped, and that a plan was not carried out whole. */
function RunProblemNotice({ run }: { run: RunData }) {
  if (run.problem === null) return null;
  return (
    <Notice {...lookOfProblem(run)}>
      <ProblemWords problem={run.problem} />
    </Notice>
  );
}
