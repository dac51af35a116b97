/** One line of the readiness check that is in the way: what was found, what to do, and the way to override it. */
"use client";

import { useMutation } from "convex/react";
import { CircleAlert, CircleCheck, CircleHelp, type LucideIcon, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api.js";
import { readError } from "../client/client-error.ts";
import { useConnectionFace } from "../client/use-connection.ts";
import type { EnvironmentName, ReadinessLine } from "../data.ts";
import { useAct } from "../holds/use-act.ts";
import { Button } from "../parts/button.tsx";
import { FailedAct } from "../parts/failed-act.tsx";
import { TONE_TEXT, type Tone } from "../parts/tone.ts";
import { TEXTS } from "../texts.ts";
import { OverrideDialog } from "./override-dialog.tsx";

const LOOKS: Record<ReadinessLine["state"], { icon: LucideIcon; tone: Tone }> = {
  green: { icon: CircleCheck, tone: "good" },
  warning: { icon: TriangleAlert, tone: "attention" },
  red: { icon: CircleAlert, tone: "bad" },
  unknown: { icon: CircleHelp, tone: "attention" },
};

interface LineProps {
  environment: EnvironmentName;
  line: ReadinessLine;
}

export function ReadinessLineItem({ environment, line }: LineProps) {
  const { icon: Icon, tone } = LOOKS[line.state];
  return (
    <li className="flex gap-3 py-2 wrap-anywhere">
      <Icon size={18} className={`mt-0.5 shrink-0 ${TONE_TEXT[tone]}`} />
      <div className="min-w-0 space-y-1 text-sm">
        <p className="font-semibold">
          {line.title} <span className={TONE_TEXT[tone]}>({TEXTS.readiness.state[line.state]})</span>
        </p>
        <p>{line.finding}</p>
        {line.recheckProblem !== undefined && (
          <p className="text-muted">{TEXTS.readiness.notCheckedAgain(line.recheckProblem)}</p>
        )}
        {line.remedy !== null && (
          <p>
            <strong>{TEXTS.errors.remedy}:</strong> {line.remedy}
          </p>
        )}
        {line.isOverridable ? (
          <OverrideAct environment={environment} line={line} />
        ) : (
          <p className="text-muted">{TEXTS.readiness.notOverridable}</p>
        )}
      </div>
    </li>
  );
}

function OverrideAct({ environment, line }: LineProps) {
  const connection = useConnectionFace();
  const { state, act } = useAct(useMutation(api.readiness.override));
  const [isAsking, setAsking] = useState(false);
  const offline = connection === "online" ? null : TEXTS.start.disabledOffline;
  const confirmed = (reason: string) => {
    setAsking(false);
    act({ tripletexEnv: environment, code: line.code, reason, via: "page" });
  };
  return (
    <div className="space-y-2 pt-1">
      <Button
        disabledReason={state.kind === "pending" ? TEXTS.readiness.pending : offline}
        onClick={() => setAsking(true)}
      >
        {TEXTS.readiness.override(line.title)}
      </Button>
      {state.kind === "failed" && <FailedAct face={readError(state.error)} />}
      <OverrideDialog
        title={line.title}
        isOpen={isAsking}
        blockedReason={offline}
        onConfirm={confirmed}
        onClose={() => setAsking(false)}
      />
    </div>
  );
}
