/**
 * What the server answered to "Sync now". Both answers are normal: started, or another run holds the environment. Neither is
 * news any more when that run has ended; of a preview the way to its plan stays.
 */
"use client";

import { useQuery } from "convex/react";
import Link from "next/link";
import { api } from "../../../convex/_generated/api.js";
import { formatInstant } from "../../sync/format.ts";
import type { EnvironmentName, StartOutcome } from "../data.ts";
import { Notice } from "../parts/notice.tsx";
import { TEXTS } from "../texts.ts";

export type StartState =
  | { kind: "idle" }
  | { kind: "starting" }
  | { kind: "answered"; answer: StartOutcome; isPreview: boolean }
  | { kind: "failed"; error: unknown };

type Answered = Extract<StartState, { kind: "answered" }>;

interface StartAnswerProps {
  environment: EnvironmentName;
  state: StartState;
  /** While a run is on the panel above shows it, and "started" needs no second message. */
  isRunLive: boolean;
  now: number;
}

export function StartAnswer({ environment, state, isRunLive, now }: StartAnswerProps) {
  const answered = state.kind === "answered" ? state : null;
  const run = useQuery(api.runs.get, answered === null ? "skip" : { runId: answered.answer.runId });
  const hasEnded = run === null || run?.standing.isLive === false;
  const text = answered === null ? null : describeAnswer(answered, { isRunLive, hasEnded, now });
  return (
    <div role="status">
      {answered !== null && text !== null && (
        <RunLink environment={environment} state={answered} text={text} />
      )}
    </div>
  );
}

/** The answer in a sentence; null when the page already shows what it says. */
function describeAnswer(
  { answer, isPreview }: Answered,
  { isRunLive, hasEnded, now }: { isRunLive: boolean; hasEnded: boolean; now: number },
): string | null {
  const texts = isPreview ? TEXTS.plan.start : TEXTS.start;
  if (hasEnded) return isPreview && answer.outcome === "started" ? TEXTS.plan.start.ended : null;
  if (answer.outcome === "started") return isRunLive && !isPreview ? null : texts.started;
  return texts.busy(TEXTS.actor(answer.startedBy), formatInstant(answer.startedAt, now));
}

function RunLink(props: { environment: EnvironmentName; state: Answered; text: string }) {
  const { answer, isPreview } = props.state;
  return (
    <Notice tone={answer.outcome === "busy" ? "attention" : "info"} title={props.text}>
      <Link
        href={`/${props.environment}/runs/${answer.runId}`}
        className="font-semibold underline underline-offset-4"
      >
        {isPreview ? TEXTS.plan.start.show : TEXTS.start.showRun}
      </Link>
    </Notice>
  );
}
