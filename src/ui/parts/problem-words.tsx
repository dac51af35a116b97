/** What a problem says wherever it is shown: what happened, what to do, and who can mend it. */
import { problemEntry } from "../../sync/problem-codes.ts";
import type { MenderName } from "../data.ts";
import { TEXTS } from "../texts.ts";
import { MenderLabel } from "./mender-label.tsx";

interface Problem {
  /** Null where nobody foresaw it. */
  code: string | null;
  message: string;
  remedy: string;
}

export function ProblemWords({ problem }: { problem: Problem }) {
  return (
    <>
      <p>{problem.message}</p>
      <p>
        <strong>{TEXTS.errors.remedy}:</strong> {problem.remedy}
      </p>
      {problem.code !== null && (
        <p className="flex flex-wrap items-center gap-2">
          <strong>{TEXTS.mending.whoLabel}:</strong> <MenderLabel mender={menderOf(problem.code)} />
        </p>
      )}
    </>
  );
}

/** Null where nobody has to act. */
function menderOf(code: string): MenderName | null {
  const { mender, retry } = problemEntry(code);
  return retry === "byItself" ? null : mender;
}
