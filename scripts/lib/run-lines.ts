/** A run as lines of text for a terminal: pure functions from what Convex says to what a person reads. */

import { MENDER_WORDS, type Mender } from "../../src/sync/codes.ts";
import { formatInstant, formatKroner } from "../../src/sync/format.ts";
import { awaitedBy, titleFor } from "../../src/sync/hold-codes.ts";
import { differenceOere } from "../../src/sync/truth.ts";
import type { RunEvent, RunView } from "./follow-run.ts";

type TypeProgress = RunView["progress"][number];
type Counters = TypeProgress["counters"];
type Mode = RunView["mode"];

const BAR_WIDTH = 24;
const TYPE_WIDTH = "customers".length;
const counts = new Intl.NumberFormat("nb-NO");

/** `invoices  ███████░░░░░  320 of 1 218  310 created, 10 held` */
export function renderProgress(progress: TypeProgress, mode: Mode): string {
  return `${progress.syncType.padEnd(TYPE_WIDTH)}  ${renderBar(progress)}  ${renderShare(progress, mode)}`;
}

/** The same without a bar, for a log. */
export function renderPlainProgress(progress: TypeProgress, mode: Mode): string {
  return `${progress.syncType.padEnd(TYPE_WIDTH)}  ${renderShare(progress, mode)}`;
}

function renderBar({ counters, expected, status }: TypeProgress): string {
  const isOver = status === "success" || status === "partial";
  const share = isOver ? 1 : expected === 0 ? 0 : Math.min(counters.done / expected, 1);
  const filled = Math.floor(share * BAR_WIDTH);
  return "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
}

function renderShare({ counters, expected, isExpectedFinal }: TypeProgress, mode: Mode): string {
  if (expected === 0 && !isExpectedFinal) return "not counted yet";
  const total = `${isExpectedFinal ? "" : "at least "}${counts.format(expected)}`;
  const share = `${counts.format(counters.done)} of ${total}`;
  const details = renderCounters(counters, mode);
  return details === "" ? share : `${share}  ${details}`;
}

const COUNTER_WORDS: [keyof Counters, string][] = [
  ["created", "created"],
  ["updated", "updated"],
  ["adopted", "adopted"],
  ["unchanged", "unchanged"],
  ["held", "held"],
];

/** A preview has written nothing: its figures say what a sync would do. */
const PREVIEW_WORDS: [keyof Counters, string][] = [
  ["created", "to create"],
  ["updated", "to update"],
  ["adopted", "to adopt"],
  ["unchanged", "unchanged"],
  ["held", "held"],
];

/** `310 created, 10 held`, of a preview `310 to create, 10 held`; counters that are zero are left out. */
function renderCounters(counters: Counters, mode: Mode): string {
  return (mode === "preview" ? PREVIEW_WORDS : COUNTER_WORDS)
    .filter(([name]) => counters[name] > 0)
    .map(([name, word]) => `${counts.format(counters[name])} ${word}`)
    .join(", ");
}

/** `14:02 warning: …`; a plain note goes without its level. */
export function renderEvent(event: RunEvent, now: number): string {
  const level = event.level === "info" ? "" : `${event.level}: `;
  return `${formatInstant(event.at, now)} ${level}${event.message}`;
}

/** Who runs what since when, for somebody who finds the environment taken. */
export function renderHolder(run: Pick<RunView, "actor" | "startedAt">, now: number): string {
  return `started by ${renderActor(run.actor)} at ${formatInstant(run.startedAt, now)}`;
}

function renderActor(actor: RunView["actor"]): string {
  switch (actor.kind) {
    case "person":
      return actor.name;
    case "commandLine":
      return `${actor.name} (command line)`;
    case "schedule":
      return "the schedule";
    case "system":
      return `the service itself (${actor.name})`;
  }
}

type ComparedSum = Parameters<typeof differenceOere>[0];

/** `Invoices: Rubic 9,00 kr = Tripletex 8,00 kr + held 1,00 kr, difference 0,00 kr.` */
export function renderSum(name: string, sum: ComparedSum): string {
  const difference = differenceOere(sum);
  const sign = difference === 0 ? "=" : "≠";
  return (
    `${name}: Rubic ${formatKroner(sum.rubicOere)} ${sign} Tripletex ${formatKroner(sum.tripletexOere)} ` +
    `+ held ${formatKroner(sum.heldOere)}${renderIgnored(sum)}${renderAlreadyPaid(sum)}, difference ${formatKroner(difference)}.`
  );
}

function renderIgnored({ ignoredOere }: ComparedSum): string {
  return ignoredOere === 0 ? "" : ` + left out ${formatKroner(ignoredOere)}`;
}

function renderAlreadyPaid({ alreadyPaidOere = 0 }: ComparedSum): string {
  return alreadyPaidOere === 0 ? "" : ` - of these paid there already ${formatKroner(alreadyPaidOere)}`;
}

export interface HoldView {
  label: string;
  code: string;
  message: string;
  remedy: string;
  remoteMessage: string | null;
  requestId: string | null;
}

/** A held record: what it is and why it waits, then Tripletex's words if there are any, then who has to do what. */
export function renderHold(hold: HoldView): string[] {
  // Most messages name their record themselves.
  const name = hold.message.includes(hold.label) ? "" : `${hold.label} – `;
  const remote =
    hold.remoteMessage === null ? [] : [`    Tripletex says: ${hold.remoteMessage}${requestOf(hold)}`];
  const todo = `    ${renderTodo(awaitedBy(hold.code), hold.remedy)}`;
  return [`  ${name}${titleFor(hold.code)}: ${hold.message}`, ...remote, todo];
}

/** `What to do (accountant): …`; null goes on by itself. */
export function renderTodo(who: Mender | null, remedy: string): string {
  return `What to do${who === null ? "" : ` (${MENDER_WORDS[who]})`}: ${remedy}`;
}

const requestOf = ({ requestId }: HoldView) => (requestId === null ? "" : ` (request id ${requestId})`);
