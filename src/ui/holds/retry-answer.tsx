/** What became of a wish to try again: a sync started, another one is on and takes it, or it was refused. */
import Link from "next/link";
import { formatInstant } from "../../sync/format.ts";
import { readError } from "../client/client-error.ts";
import type { EnvironmentName } from "../data.ts";
import { FailedAct } from "../parts/failed-act.tsx";
import { Notice } from "../parts/notice.tsx";
import { TEXTS } from "../texts.ts";
import type { ActState } from "./use-act.ts";
import type { RetryAnswer as Answer } from "./use-retry.tsx";

interface RetryAnswerProps {
  environment: EnvironmentName;
  state: ActState<Answer>;
  now: number;
}

export function RetryAnswer({ environment, state, now }: RetryAnswerProps) {
  return (
    <>
      <div role="status" className="not-empty:mt-3">
        {state.kind === "answered" && <Outcome environment={environment} answer={state.answer} now={now} />}
      </div>
      {state.kind === "failed" && (
        <div className="mt-3">
          <FailedAct face={readError(state.error)} />
        </div>
      )}
    </>
  );
}

function Outcome({
  environment,
  answer,
  now,
}: {
  environment: EnvironmentName;
  answer: Answer;
  now: number;
}) {
  const { outcome, wish } = answer;
  const texts = wish.isMany ? TEXTS.holds.answerMany : TEXTS.holds.answerOne;
  return (
    <Notice
      tone={outcome.outcome === "busy" ? "attention" : "info"}
      title={outcome.outcome === "busy" ? texts.busy : texts.started}
    >
      {outcome.outcome === "busy" && (
        <p>{TEXTS.holds.busyRun(TEXTS.actor(outcome.startedBy), formatInstant(outcome.startedAt, now))}</p>
      )}
      <Link
        href={`/${environment}/runs/${outcome.runId}`}
        className="inline-flex min-h-6 items-center font-semibold underline underline-offset-4"
      >
        {TEXTS.start.showRun}
      </Link>
    </Notice>
  );
}
