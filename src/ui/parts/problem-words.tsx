/** What a problem says wherever it is shown: what happened, what to do, and who can mend it. */
import { problemAwaits } from "../../sync/problem-codes.ts";
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
          <strong>{TEXTS.mending.whoLabel}:</strong> <MenderLabel mender={problemAwaits(problem.code)} />
        </p>
      )}
    </>
  );
}
