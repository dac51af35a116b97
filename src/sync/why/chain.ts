/**
 * "Why is this not in Tripletex?": what was found out about one record, as a chain of checks of which the first that fails is the
 * answer. It must never pass a check that nobody has made: what comes after the first failure counts as not reached.
 */
import { formatInstant } from "../format.ts";
import { type HoldCode, remedyFor, titleFor } from "../hold-codes.ts";
import { ALREADY_IN, CHECK_OF, CHECK_TITLES, type CheckCode, WAY_IN } from "./checks.ts";
import { failed, type Judgement, PASSED } from "./judgement.ts";
import { judgeReach, type Reach } from "./reach.ts";

export type RecordKind = keyof typeof WAY_IN;

/** passed; failed: a person or time must mend it; waits: the next sync brings it; notReached: asked once the one before is mended. */
export const CHECK_STATES = ["passed", "failed", "waits", "notReached"] as const;
type CheckState = (typeof CHECK_STATES)[number];

export interface Check {
  code: CheckCode;
  title: string;
  state: CheckState;
  /** What was seen, in a sentence. */
  finding: string | null;
  remedy: string | null;
}

/**
 * there: in Tripletex as Rubic has it. differs: there, but something is wrong with it. blocked: not there, and something is in
 * the way. next: not there, and the next sync brings it. nothing: the service has nothing to do with it.
 */
export const VERDICTS = ["there", "differs", "blocked", "next", "nothing"] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Why {
  kind: RecordKind;
  /** Null where Rubic has no such record. */
  rubicKey: string | null;
  label: string;
  verdict: Verdict;
  /** The answer in one sentence. */
  sentence: string;
  checks: Check[];
}

/** What the engine would do with the record if it met it now. */
export type Outcome =
  | { outcome: "held"; code: HoldCode; message: string; remoteMessage?: string | undefined }
  | { outcome: "outOfScope"; reason: string }
  | { outcome: "adopt" | "create" | "update" | "unchanged" };

export interface Facts {
  kind: RecordKind;
  rubicKey: string | null;
  label: string;
  now: number;
  /** How to sync this one record by hand, as a command. */
  command: string;
  rubic: { is: "found" } | { is: "unreadable"; reason: string } | { is: "absent"; elsewhere: string | null };
  reach: Reach;
  /** Null where Rubic delivers nothing to decide about. */
  outcome: Outcome | null;
  /** Products of its lines that are not in Tripletex. */
  missingProducts: string[];
  hold: {
    state: "open" | "ignored" | "resolved";
    code: string;
    message: string;
    remoteMessage: string | null;
    nextAttemptAt: number;
    /** `isWithInvoice`: it was decided about its invoice. */
    leftOut: { who: string; reason: string; at: number; isWithInvoice?: boolean } | null;
  } | null;
  mapping: { tripletexId: number; isLinked: boolean } | null;
  /** What Tripletex shows of a mapped record; `differences` in words, empty when it is as in Rubic. Null when it is gone. */
  seen: { label: string; differences: string } | null;
  environment: {
    /** Why nothing is written now: all writing is stopped, or the environment is not ready. */
    shut: { message: string; remedy: string } | null;
    /** An invoice that was booked differently stops the others. */
    invoicesStopped: { message: string; remedy: string } | null;
    liveRun: { startedAt: number; startedBy: string } | null;
  };
}

/** The chain of one record and its verdict. */
export function explainRecord(facts: Facts): Why {
  const codes = facts.mapping === null ? WAY_IN[facts.kind] : ALREADY_IN;
  const checks: Check[] = [];
  let isStopped = false;
  for (const code of codes) {
    const check: Check = isStopped ? notReached(code) : toCheck(code, judge(code, facts));
    isStopped ||= check.state === "failed";
    checks.push(check);
  }
  const { kind, rubicKey, label } = facts;
  const verdict = verdictOf(facts, checks);
  return { kind, rubicKey, label, verdict, sentence: sentenceOf(facts, { checks, verdict }), checks };
}

function toCheck(code: CheckCode, judgement: Judgement): Check {
  const finding = judgement.finding ?? null;
  const remedy = judgement.state === "failed" ? judgement.remedy : null;
  return { code, title: CHECK_TITLES[code], state: judgement.state, finding, remedy };
}

function notReached(code: CheckCode): Check {
  return { code, title: CHECK_TITLES[code], state: "notReached", finding: null, remedy: null };
}

/** The check that the engine's own decision fails; null when it does not hold the record. */
function heldAt({ kind, outcome, mapping }: Facts): CheckCode | null {
  if (outcome?.outcome !== "held") return null;
  const code = CHECK_OF[outcome.code];
  if (mapping !== null) return code === "noDoubt" ? code : "equal";
  // A hold must never be passed over because its reason is an unusual one for the kind.
  return WAY_IN[kind].includes(code) ? code : "accepted";
}

/** What is not the engine's own decision about the record. */
const JUDGES: Partial<Record<CheckCode, (facts: Facts) => Judgement>> = {
  inRubic: judgeRubic,
  inWindow: judgeReach,
  mayWrite: judgeShut,
  inScope: judgeScope,
  notLeftOut: judgeLeftOut,
  products: judgeProducts,
  firstOfKind: judgeFirst,
  noRun: judgeRun,
  inTripletex: judgeTripletex,
  equal: judgeEqual,
};

function judge(code: CheckCode, facts: Facts): Judgement {
  return JUDGES[code]?.(facts) ?? judgeDecision(code, facts);
}

function judgeDecision(code: CheckCode, facts: Facts): Judgement {
  const { outcome } = facts;
  if (outcome?.outcome !== "held" || heldAt(facts) !== code) return PASSED;
  const words = outcome.remoteMessage === undefined ? "" : ` Tripletex says: ${outcome.remoteMessage}`;
  return failed(`${titleFor(outcome.code)}: ${outcome.message}${words}`, remedyFor(outcome.code));
}

function judgeRubic({ rubic, mapping }: Facts): Judgement {
  switch (rubic.is) {
    case "found":
      return PASSED;
    case "unreadable":
      return failed(`Rubic delivers it, but it can't be read: ${rubic.reason}`, remedyFor("INVALID_RECORD"));
    case "absent": {
      const more = rubic.elsewhere === null ? "" : ` ${rubic.elsewhere}`;
      return mapping === null
        ? failed(
            `Rubic does not deliver it.${more}`,
            "Check the number and the environment; look it up in Rubic.",
          )
        : failed(
            `Rubic does not deliver it any more.${more}`,
            "Find out in Rubic what became of it; what is booked in Tripletex stays until a person decides.",
          );
    }
  }
}

function judgeShut({ environment: { shut } }: Facts): Judgement {
  return shut === null ? PASSED : failed(shut.message, shut.remedy);
}

function judgeScope(facts: Facts): Judgement {
  const { outcome } = facts;
  if (outcome?.outcome !== "outOfScope") return judgeDecision("inScope", facts);
  return failed(
    outcome.reason,
    "Nothing to do: the service does not book it. If it should be booked, look at the cut-over date and the mapping of its type (npm run settings).",
  );
}

function judgeLeftOut({ hold, now }: Facts): Judgement {
  if (hold?.state !== "ignored" || hold.leftOut === null) return PASSED;
  const { who, reason, at, isWithInvoice } = hold.leftOut;
  const what = isWithInvoice === true ? "the decision about the invoice" : "the decision";
  return failed(
    `${who} left it out (${formatInstant(at, now)}): ${reason}`,
    `Take ${what} back among the records left out (page Held, Left out); then sync again.`,
  );
}

/** The engine names the first line that fails; a product that is missing is said even where another line fails first. */
function judgeProducts(facts: Facts): Judgement {
  const own = judgeDecision("products", facts);
  if (own.state === "failed" || facts.missingProducts.length === 0) return own;
  return failed(
    `Not in Tripletex yet: ${facts.missingProducts.join(", ")}.`,
    remedyFor("LINE_PRODUCT_NOT_IN_TRIPLETEX"),
  );
}

function judgeFirst(facts: Facts): Judgement {
  const { kind, environment, outcome } = facts;
  const isInvoice = kind === "invoice" || kind === "credit";
  const stopped = isInvoice && outcome?.outcome === "create" ? environment.invoicesStopped : null;
  return stopped === null ? judgeDecision("firstOfKind", facts) : failed(stopped.message, stopped.remedy);
}

function judgeRun({ environment: { liveRun }, now }: Facts): Judgement {
  if (liveRun === null) return PASSED;
  const { startedAt, startedBy } = liveRun;
  const finding = `A sync is on since ${formatInstant(startedAt, now)}, started by ${startedBy}: it may not have come to this record yet.`;
  return { state: "waits", finding };
}

function judgeTripletex(facts: Facts): Judgement {
  const { mapping, seen, outcome, hold } = facts;
  if (mapping !== null) {
    if (seen !== null) return { state: "passed", finding: `${seen.label} (id ${mapping.tripletexId}).` };
    const finding = `It was synced as id ${mapping.tripletexId}, but Tripletex does not have it any more.`;
    return failed(finding, remedyFor("GONE_FROM_TRIPLETEX"));
  }
  if (heldAt(facts) === "inTripletex") return judgeDecision("inTripletex", facts);
  if (outcome?.outcome === "adopt") {
    return {
      state: "waits",
      finding: "It is in Tripletex already and agrees: the next sync takes it as its own.",
    };
  }
  const before = hold?.state === "open" ? ` What held it (${titleFor(hold.code)}) is mended by now.` : "";
  return { state: "waits", finding: `Not yet: nothing is in its way, and the next sync writes it.${before}` };
}

function judgeEqual(facts: Facts): Judgement {
  const { outcome, hold } = facts;
  const held = judgeDecision("equal", facts);
  const accepted = hold?.state === "ignored" && hold.leftOut !== null ? hold.leftOut : null;
  if (held.state === "failed") {
    return accepted === null
      ? held
      : { state: "passed", finding: `${held.finding} ${accepted.who} accepted it: ${accepted.reason}` };
  }
  if (outcome?.outcome === "update") {
    return { state: "waits", finding: "Rubic has changed it: the next sync updates it in Tripletex." };
  }
  return judgeDifferences(facts);
}

/** A document can't differ; on a customer or product the accountant's own entries stay, and so does what a person linked. */
function judgeDifferences({ kind, seen, mapping }: Facts): Judgement {
  if (seen === null || seen.differences === "") return PASSED;
  const finding = `${seen.differences}.`;
  const isDocument = kind !== "customer" && kind !== "product";
  if (!isDocument || mapping?.isLinked === true) return { state: "passed", finding };
  return failed(
    finding,
    "Compare the two documents, and mend the one that is wrong; if Rubic's belongs to another one in Tripletex, link it there.",
  );
}

function verdictOf({ mapping, outcome }: Facts, checks: Check[]): Verdict {
  const isFailed = checks.some(({ state }) => state === "failed");
  if (mapping !== null) return isFailed ? "differs" : "there";
  if (!isFailed) return "next";
  const first = checks.find(({ state }) => state === "failed");
  return first?.code === "inScope" && outcome?.outcome === "outOfScope" ? "nothing" : "blocked";
}

function sentenceOf(
  { label, mapping, seen }: Facts,
  { checks, verdict }: Pick<Why, "checks" | "verdict">,
): string {
  const first = checks.find(({ state }) => state === "failed");
  const why = first?.finding ?? "";
  switch (verdict) {
    case "there":
      return `${label} is in Tripletex (id ${mapping?.tripletexId}).`;
    case "differs":
      return seen === null
        ? `${label} was in Tripletex and is not any more. ${why}`
        : `${label} is in Tripletex, but needs a look. ${why}`;
    case "blocked":
      return `${label} is not in Tripletex. ${why}`;
    case "next":
      return `${label} is not in Tripletex yet; the next sync brings it.`;
    case "nothing":
      return `${label} is none of the service's business. ${why}`;
  }
}

/**
 * What a record waits for is itself on its way: then nobody has to mend anything, and the check waits instead of failing.
 * @param needed the record that the first failing check names, explained
 */
export function waitFor(why: Why, needed: Why): Why {
  const first = why.checks.find(({ state }) => state === "failed");
  if (first === undefined || needed.verdict !== "next") return why;
  const finding = `${needed.label} comes with the next sync, and this record with it or after it.`;
  const checks = why.checks.map(
    (check): Check => (check === first ? { ...check, state: "waits", finding, remedy: null } : check),
  );
  return { ...why, checks, verdict: "next", sentence: `${why.label} is not in Tripletex yet. ${finding}` };
}
