/** What the server answered to "Sync now". Both answers are normal: started, or another run holds the environment. */
import Link from "next/link";
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
  const text = state.kind === "answered" ? describeAnswer(state, isRunLive, now) : null;
  return (
    <div role="status">
      {state.kind === "answered" && text !== null && (
        <RunLink environment={environment} state={state} text={text} />
      )}
    </div>
  );
}

/** The answer in a sentence; null when the page already shows what it says. */
function describeAnswer({ answer, isPreview }: Answered, isRunLive: boolean, now: number): string | null {
  const texts = isPreview ? TEXTS.plan.start : TEXTS.start;
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
