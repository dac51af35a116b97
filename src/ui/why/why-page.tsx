/** A search box, and the answer as a list of checks. The last question stays until another one is asked. */
"use client";

import { useAction } from "convex/react";
import { api } from "../../../convex/_generated/api.js";
import { readError } from "../client/client-error.ts";
import type { EnvironmentName } from "../data.ts";
import { useAct } from "../holds/use-act.ts";
import { FailedAct } from "../parts/failed-act.tsx";
import { Loading } from "../parts/loading.tsx";
import { WHY } from "../texts/why.ts";
import type { Question } from "./ask.ts";
import { WhyAnswerView } from "./why-answer.tsx";
import { WhyForm } from "./why-form.tsx";

export function WhyPage({ environment }: { environment: EnvironmentName }) {
  const ask = useAction(api.why.ask);
  const { state, act } = useAct((question: Question) => ask({ tripletexEnv: environment, question }));
  return (
    <>
      <div className="space-y-3 pt-1">
        <h2 className="text-xl font-bold">{WHY.heading}</h2>
        <p className="max-w-prose text-sm text-muted">{WHY.intro}</p>
        <WhyForm onAsk={act} isAsking={state.kind === "pending"} />
      </div>
      <div aria-live="polite" className="space-y-4">
        {state.kind === "pending" && <Loading text={WHY.asking} />}
        {state.kind === "failed" && <FailedAct face={readError(state.error)} />}
        {state.kind === "answered" && <WhyAnswerView answer={state.answer} onAsk={act} />}
      </div>
    </>
  );
}
