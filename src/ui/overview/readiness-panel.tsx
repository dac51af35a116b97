/**
 * What keeps production shut: the lines of the readiness check that are neither green nor overridden, each with its remedy.
 * Nothing where runs may start; the sandbox has no gate.
 */
"use client";

import { useQuery } from "convex/react";
import { CircleAlert, CircleCheck, CircleHelp, type LucideIcon, TriangleAlert } from "lucide-react";
import { api } from "../../../convex/_generated/api.js";
import type { EnvironmentName, ReadinessLine } from "../data.ts";
import { Panel } from "../parts/panel.tsx";
import { TONE_TEXT, type Tone } from "../parts/tone.ts";
import { TEXTS } from "../texts.ts";

const LOOKS: Record<ReadinessLine["state"], { icon: LucideIcon; tone: Tone }> = {
  green: { icon: CircleCheck, tone: "good" },
  warning: { icon: TriangleAlert, tone: "attention" },
  red: { icon: CircleAlert, tone: "bad" },
  unknown: { icon: CircleHelp, tone: "attention" },
};

export function ReadinessPanel({ environment }: { environment: EnvironmentName }) {
  const report = useQuery(
    api.readiness.get,
    environment === "production" ? { tripletexEnv: environment } : "skip",
  );
  if (report === undefined || report.notReady === null) return null;
  const open = report.lines.filter(({ state, override }) => state !== "green" && override === null);
  return (
    <Panel heading={TEXTS.readiness.heading}>
      <p className="wrap-anywhere">{report.notReady.message}</p>
      {open.length > 0 && (
        <ul className="mt-3 divide-y divide-line">
          {open.map((line) => (
            <OpenLine key={line.code} line={line} />
          ))}
        </ul>
      )}
      <p className="mt-3 text-sm text-muted wrap-anywhere">
        {TEXTS.readiness.decide} <code className="font-mono">{TEXTS.readiness.command(environment)}</code>
      </p>
    </Panel>
  );
}

function OpenLine({ line }: { line: ReadinessLine }) {
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
      </div>
    </li>
  );
}
