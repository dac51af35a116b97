/** The answer to a click that failed: what happened, and what to do. */
import type { ErrorFace } from "../client/client-error.ts";
import { TEXTS } from "../texts.ts";
import { Notice } from "./notice.tsx";
import { ProblemWords } from "./problem-words.tsx";

export function FailedAct({ face }: { face: ErrorFace }) {
  return (
    <Notice tone="bad" title={TEXTS.errors.failedAct} role="alert">
      <ProblemWords problem={face} />
      {face.details !== null && <p className="font-mono text-xs wrap-anywhere">{face.details}</p>}
    </Notice>
  );
}
