/**
 * The states of an intent. Only the first two are ever stored: an intent that has come to its end is deleted, in the
 * mutation that stores what became of its record.
 */
import { type Machine, nextState } from "./machine.ts";

/** sent: about to be sent, or sent by a step that lives. inDoubt: whether it arrived is not known. */
export type OpenIntentState = "sent" | "inDoubt";
/** settled: the record is in Tripletex. refused, notArrived, dropped: it is known not to have been written. */
export type IntentState = OpenIntentState | "settled" | "refused" | "notArrived" | "dropped";

/**
 * doubt: the answer was unclear, or the step died. lookUpEmpty: a look-up found nothing. confirm: Tripletex answered, or a
 * look-up found it. deny: refused, or taken for absent after the settle time. drop: never sent, or an update that is
 * compared afresh.
 */
export type IntentEvent = "store" | "doubt" | "lookUpEmpty" | "confirm" | "deny" | "drop";

export const INTENT_MACHINE: Machine<IntentState | "none", IntentEvent> = {
  name: "intent",
  events: ["store", "doubt", "lookUpEmpty", "confirm", "deny", "drop"],
  states: {
    none: { store: "sent" },
    sent: {
      doubt: "inDoubt",
      lookUpEmpty: "inDoubt",
      confirm: "settled",
      deny: "refused",
      drop: "dropped",
    },
    inDoubt: {
      doubt: "inDoubt",
      lookUpEmpty: "inDoubt",
      confirm: "settled",
      deny: "notArrived",
      drop: "dropped",
    },
    settled: {},
    refused: {},
    notArrived: {},
    dropped: {},
  },
};

/** @throws IllegalStateError naming state and event */
export const nextIntentState = (from: IntentState | "none", event: IntentEvent) =>
  nextState(INTENT_MACHINE, from, event);

/** What storing an intent leads to; a test holds it to the table. */
export const FIRST_INTENT_STATE: OpenIntentState = "sent";

/** The stored state after an event that leaves the intent open. @throws IllegalStateError */
export function openStateAfter(from: OpenIntentState, event: "doubt" | "lookUpEmpty"): OpenIntentState {
  const next = nextIntentState(from, event);
  if (next === "sent" || next === "inDoubt") return next;
  throw new Error(`${event} must leave an intent open`);
}
