/**
 * What keeps production shut: the lines of the readiness check that are neither green nor overridden, each with its remedy and
 * the way to override it; below, what people have overridden. Nothing where all is green; the sandbox has no gate.
 */
"use client";

import { useMutation, useQuery } from "convex/react";
import { api } from "../../../convex/_generated/api.js";
import { readError } from "../client/client-error.ts";
import { useConnectionFace } from "../client/use-connection.ts";
import type { EnvironmentName, ReadinessReport } from "../data.ts";
import { useAct } from "../holds/use-act.ts";
import { Button } from "../parts/button.tsx";
import { FailedAct } from "../parts/failed-act.tsx";
import { Panel } from "../parts/panel.tsx";
import { TEXTS } from "../texts.ts";
import { READINESS_ID } from "./missing-link.tsx";
import { OverriddenLine } from "./overridden-line.tsx";
import { ReadinessLineItem } from "./readiness-line.tsx";

export function ReadinessPanel({ environment, now }: { environment: EnvironmentName; now: number }) {
  const report = useQuery(
    api.readiness.get,
    environment === "production" ? { tripletexEnv: environment } : "skip",
  );
  if (report === undefined) return null;
  const overridden = report.lines.filter(({ override }) => override !== null);
  return (
    <>
      {report.notReady !== null && <ShutPanel report={report} message={report.notReady.message} />}
      {overridden.length > 0 && (
        <Panel heading={TEXTS.readiness.overriddenHeading}>
          <ul className="divide-y divide-line">
            {overridden.map((line) => (
              <OverriddenLine key={line.code} environment={environment} line={line} now={now} />
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

function ShutPanel({ report, message }: { report: ReadinessReport; message: string }) {
  const { tripletexEnv: environment, lines, checkProblem } = report;
  const open = lines.filter(({ state, override }) => state !== "green" && override === null);
  return (
    <Panel id={READINESS_ID} heading={TEXTS.readiness.heading}>
      <p className="wrap-anywhere">{message}</p>
      {checkProblem !== null && (
        <p className="mt-2 text-sm wrap-anywhere">
          {checkProblem.message} {checkProblem.remedy}
        </p>
      )}
      {open.length > 0 && (
        <ul className="mt-3 divide-y divide-line">
          {open.map((line) => (
            <ReadinessLineItem key={line.code} environment={environment} line={line} />
          ))}
        </ul>
      )}
      <CheckAgain environment={environment} isChecking={report.checking !== null} />
      <p className="mt-3 text-sm text-muted wrap-anywhere">
        {TEXTS.readiness.decide} <code className="font-mono">{TEXTS.readiness.command(environment)}</code>
      </p>
    </Panel>
  );
}

function CheckAgain({ environment, isChecking }: { environment: EnvironmentName; isChecking: boolean }) {
  const connection = useConnectionFace();
  const { state, act } = useAct(useMutation(api.readiness.run));
  const busy = isChecking || state.kind === "pending" ? TEXTS.readiness.checking : null;
  return (
    <div className="mt-3 space-y-3">
      <Button
        disabledReason={connection === "online" ? busy : TEXTS.start.disabledOffline}
        onClick={() => act({ tripletexEnv: environment, via: "page" })}
      >
        {TEXTS.readiness.check}
      </Button>
      {state.kind === "failed" && <FailedAct face={readError(state.error)} />}
    </div>
  );
}
