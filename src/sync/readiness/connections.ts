/** Whether the settings are there, both systems answer, every endpoint may be read, and the clocks agree. */
import {
  count,
  type Fact,
  green,
  listSome,
  type MissingFact,
  type ReadinessCode,
  type ReadinessLine,
  red,
  unknown,
  warning,
} from "./line.ts";

/** One refused or answered read. */
export interface Probe {
  /** Path template, such as `/invoice`. */
  path: string;
  answer: Fact<null>;
}

export interface Problem {
  message: string;
  remedy: string;
}

export function settingsLine(problem: Problem | null): ReadinessLine {
  if (problem !== null) return red("SETTINGS", problem.message, problem.remedy);
  return green("SETTINGS", "All settings are there; the addresses are those that this environment may use.");
}

/** A refusal is red, because it stays; a system that can't be reached just now is unknown. */
function missingConnection(code: ReadinessCode, missing: MissingFact): ReadinessLine {
  return missing.kind === "refused" ? red(code, missing.because, missing.remedy) : unknown(code, missing);
}

/** Rubic's API has no endpoint that tells the organization's name (Rubic dossier 1.1). */
export function rubicLine(answer: Fact<{ organizationId: number; productGroups: number }>): ReadinessLine {
  if (!answer.isKnown) return missingConnection("RUBIC", answer);
  const { organizationId, productGroups } = answer.value;
  return green(
    "RUBIC",
    `Rubic answers for organization ${organizationId} with ${count(productGroups, "product group")}; its API does not tell the organization's name.`,
  );
}

export function tripletexLine(answer: Fact<{ employeeId: number }>): ReadinessLine {
  if (!answer.isKnown) return missingConnection("TRIPLETEX", answer);
  return green("TRIPLETEX", `Tripletex gave a session for employee ${answer.value.employeeId}.`);
}

/**
 * Rights show only as refusals (Tripletex dossier 11), so every endpoint is read once. Closed list endpoints do no harm: records go one by one.
 */
export function entitlementsLine(
  probed: Fact<readonly Probe[]>,
  closedLists: readonly string[],
): ReadinessLine {
  if (!probed.isKnown) return unknown("ENTITLEMENTS", probed);
  const probes = probed.value;
  const refused = probes.filter(({ answer }) => !answer.isKnown && answer.kind === "refused");
  if (refused.length > 0) {
    const named = refused.map(({ path, answer }) => (answer.isKnown ? path : `${path} (${answer.because})`));
    return red(
      "ENTITLEMENTS",
      `Tripletex does not let us read ${listSome(named)}.`,
      "Give the employee token the entitlement in Tripletex (Company, Our integrations), and check again.",
    );
  }
  for (const { answer } of probes) if (!answer.isKnown) return unknown("ENTITLEMENTS", answer);
  const lists =
    closedLists.length === 0
      ? ""
      : ` The list endpoints for ${closedLists.join(" and ")} are closed; records go one by one.`;
  return green(
    "ENTITLEMENTS",
    `All ${probes.length} endpoints can be read. Whether they may be written shows at the first write.${lists}`,
  );
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
/** Headers count whole seconds and answers take time; more than a minute is a clock that is wrong. */
const NOTABLE_SKEW_MS = MINUTE_MS;
/** A document dated around midnight then falls on the wrong day, and sessions and leases end at the wrong time. */
const HARMFUL_SKEW_MS = 5 * MINUTE_MS;

/** How far a clock is ahead of this deployment's, in milliseconds; null when the system has not told its time. */
export interface Clocks {
  rubic: number | null;
  tripletex: number | null;
}

export function clocksLine({ rubic, tripletex }: Clocks): ReadinessLine {
  if (rubic === null || tripletex === null) {
    const silent = rubic === null ? "Rubic" : "Tripletex";
    return unknown("CLOCKS", {
      isKnown: false,
      because: `${silent} has not told its time.`,
      remedy: "Check the connection, then check again.",
      kind: "unavailable",
    });
  }
  const skewMs = Math.max(Math.abs(rubic), Math.abs(tripletex), Math.abs(rubic - tripletex));
  const finding = `Rubic's clock is ${describeSkew(rubic)} ours, Tripletex's ${describeSkew(tripletex)} ours.`;
  const remedy = "Set the clock of the machine that runs Convex; if it is right, ask the service's support.";
  if (skewMs > HARMFUL_SKEW_MS) return red("CLOCKS", finding, remedy);
  if (skewMs > NOTABLE_SKEW_MS) return warning("CLOCKS", finding, remedy);
  return green("CLOCKS", finding);
}

function describeSkew(skewMs: number): string {
  const seconds = Math.round(Math.abs(skewMs) / SECOND_MS);
  if (seconds === 0) return "level with";
  return `${seconds} s ${skewMs > 0 ? "ahead of" : "behind"}`;
}
