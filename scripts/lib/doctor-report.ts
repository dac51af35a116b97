/** A readiness report in words for a terminal, and what it means for a program that asks. */
import type { FunctionReturnType } from "convex/server";
import type { api } from "../../convex/_generated/api.js";
import { formatInstant } from "../../src/sync/format.ts";
import type { ReadinessState } from "../../src/sync/readiness/line.ts";

export type ReadinessReport = FunctionReturnType<typeof api.readiness.get>;
type ReportLine = ReadinessReport["lines"][number];

const EXIT_READY = 0;
const EXIT_RED = 1;
const EXIT_UNCLEAR = 2;

const SIGNS: Record<ReadinessState, string> = { green: "✓", warning: "!", red: "✗", unknown: "?" };

/** 0 everything green or overridden, 1 something red or the check broken, 2 warnings and what could not be looked at. */
export function exitCodeOf({ lines, checkProblem }: ReadinessReport): number {
  const open = lines.filter(({ override }) => override === null);
  if (checkProblem !== null || open.some(({ state }) => state === "red")) return EXIT_RED;
  const isClear = open.every(
    ({ state, recheckProblem }) => state === "green" && recheckProblem === undefined,
  );
  return isClear && lines.length > 0 ? EXIT_READY : EXIT_UNCLEAR;
}

/** The lines of text, one block per line of the report. */
export function describeReport(report: ReadinessReport, now: number): string[] {
  const { tripletexEnv, lines, checkProblem, notReady } = report;
  return [
    `Readiness of ${tripletexEnv}`,
    ...lines.flatMap((line) => describeLine(line, now)),
    ...(checkProblem === null
      ? []
      : [`The check came to no end: ${checkProblem.message} ${checkProblem.remedy}`]),
    conclusion(tripletexEnv, notReady),
  ];
}

function describeLine(line: ReportLine, now: number): string[] {
  const { code, title, state, finding, remedy, recheckProblem, override } = line;
  return [
    `${SIGNS[state]} ${title} [${code}]: ${finding}`,
    ...(remedy === null ? [] : [`    What to do: ${remedy}`]),
    ...(recheckProblem === undefined
      ? []
      : [
          `    This is from ${formatInstant(line.checkedAt, now)}; it could not be looked at again. ${recheckProblem}`,
        ]),
    ...(override === null
      ? []
      : [`    Overridden by ${override.actor.name}, ${formatInstant(override.at, now)}: ${override.reason}`]),
  ];
}

function conclusion(tripletexEnv: string, notReady: ReadinessReport["notReady"]): string {
  if (notReady !== null) return notReady.message;
  if (tripletexEnv === "sandbox") return "The sandbox is open to runs whatever stands here.";
  return `${tripletexEnv} is open to runs.`;
}
