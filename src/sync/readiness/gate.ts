/**
 * What a stored readiness report allows: which lines keep production from starting. The check itself is elsewhere; this decides
 * on its result, the overrides of people and the time that has passed.
 */
import { type Problem, problemOfCode } from "../problem-codes.ts";
import { isOverridable, type ReadinessCode, type ReadinessLine, type ReadinessState } from "./line.ts";

const DAY_MS = 86_400_000;
/**
 * A check is repeated every night. A week bridges a holiday without anybody looking, and some nights on which a service was
 * down; older than that it says nothing of today's tokens, periods and series.
 */
export const MAX_AGE_MS = 7 * DAY_MS;

export interface StoredLine extends Omit<ReadinessLine, "isTransient"> {
  checkedAt: number;
  /** Why the latest look failed, where an earlier answer still stands. */
  recheckProblem?: string | undefined;
}

export interface Override {
  code: ReadinessCode;
  reason: string;
  /** The state that the person saw; a worse one is not covered. */
  state: ReadinessState;
}

const SEVERITY: Record<ReadinessState, number> = { green: 0, warning: 1, unknown: 2, red: 3 };

export function isCovered(line: Pick<StoredLine, "code" | "state">, overrides: readonly Override[]): boolean {
  return overrides.some(
    ({ code, state }) => code === line.code && isOverridable(code) && SEVERITY[line.state] <= SEVERITY[state],
  );
}

/** New lines over stored ones: a look that failed for a passing reason does not wipe out what was known before. */
export function mergeLines(
  stored: readonly StoredLine[],
  fresh: readonly ReadinessLine[],
  now: number,
): StoredLine[] {
  return fresh.map(({ isTransient, ...line }) => {
    const before = stored.find(({ code }) => code === line.code);
    const isWorthKeeping = before !== undefined && before.state !== "unknown" && !isStale(before, now);
    if (isTransient && isWorthKeeping) return { ...before, recheckProblem: line.finding };
    return { ...line, checkedAt: now };
  });
}

export function isStale({ checkedAt }: Pick<StoredLine, "checkedAt">, now: number): boolean {
  return now - checkedAt > MAX_AGE_MS;
}

export interface GateQuestion {
  tripletexEnv: string;
  lines: readonly StoredLine[];
  overrides: readonly Override[];
  now: number;
  /** False: no run has written anything here yet, and warnings count as well. Later only what is red, unknown or stale stops the schedule. */
  hasWritten: boolean;
}

const refuse = (message: string, remedy: string): Problem => problemOfCode("NOT_READY", message, remedy);

/** The reason why production may not start, naming the lines; null when it may. */
export function notReady(question: GateQuestion): Problem | null {
  const { tripletexEnv, lines, overrides, now, hasWritten } = question;
  const command = `npm run doctor -- --env ${tripletexEnv}`;
  if (lines.length === 0) {
    return refuse(
      `It was never checked whether ${tripletexEnv} is ready for real books. Nothing starts before that.`,
      `Check it: ${command}.`,
    );
  }
  const blocking = lines.filter((line) => isBlocking(line, hasWritten) && !isCovered(line, overrides));
  if (blocking.length > 0) {
    const named = blocking.map(({ title, state }) => `${title} (${state})`).join(", ");
    return refuse(
      `The environment ${tripletexEnv} is not ready: ${named}. Nothing starts until it is.`,
      `See what was found and what to do: ${command}.`,
    );
  }
  const stale = lines.filter((line) => isStale(line, now));
  if (stale.length === 0) return null;
  return refuse(
    `The readiness of ${tripletexEnv} was last checked more than ${MAX_AGE_MS / DAY_MS} days ago: ${stale.map(({ title }) => title).join(", ")}. Nothing starts before it is checked again.`,
    `Check it again: ${command}.`,
  );
}

function isBlocking({ state }: StoredLine, hasWritten: boolean): boolean {
  return state === "red" || state === "unknown" || (!hasWritten && state === "warning");
}
