/** A line that a person lets pass: who, when and why, and the way to take it back. */
"use client";

import { useMutation } from "convex/react";
import { api } from "../../../convex/_generated/api.js";
import { formatInstant } from "../../sync/format.ts";
import { readError } from "../client/client-error.ts";
import { useConnectionFace } from "../client/use-connection.ts";
import type { EnvironmentName, ReadinessLine } from "../data.ts";
import { useAct } from "../holds/use-act.ts";
import { Button } from "../parts/button.tsx";
import { FailedAct } from "../parts/failed-act.tsx";
import { TEXTS } from "../texts.ts";

interface OverriddenLineProps {
  environment: EnvironmentName;
  line: ReadinessLine;
  now: number;
}

export function OverriddenLine({ environment, line, now }: OverriddenLineProps) {
  const connection = useConnectionFace();
  const { state, act } = useAct(useMutation(api.readiness.undo));
  if (line.override === null) return null;
  const { actor, at, reason } = line.override;
  const offline = connection === "online" ? null : TEXTS.start.disabledOffline;
  return (
    <li className="space-y-1 py-2 text-sm wrap-anywhere">
      <p className="font-semibold">{line.title}</p>
      <p>{line.finding}</p>
      <p className="text-muted">
        {TEXTS.readiness.overriddenBy(TEXTS.actor(actor), formatInstant(at, now))}: {reason}
      </p>
      <Button
        disabledReason={state.kind === "pending" ? TEXTS.readiness.pending : offline}
        onClick={() => act({ tripletexEnv: environment, code: line.code, via: "page" })}
      >
        {TEXTS.readiness.undo(line.title)}
      </Button>
      {state.kind === "failed" && <FailedAct face={readError(state.error)} />}
    </li>
  );
}
