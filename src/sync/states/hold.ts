/** The states of a hold: a record that waits, that a person has left out, or that waits no more. */
import { isAllowed, type Machine, nextState } from "./machine.ts";

export type HoldState = "open" | "ignored" | "resolved";

/**
 * hold: for a reason that it was not held for. holdAgain: for the same reason. ignore, reopen: a person leaves it out or
 * takes that back. retry: a person makes it due. resolve: the record is in the books or needs nothing. stale: a complete
 * reading has not met it.
 */
export type HoldEvent = "hold" | "holdAgain" | "ignore" | "reopen" | "retry" | "resolve" | "stale";

export const HOLD_MACHINE: Machine<HoldState | "none", HoldEvent> = {
  name: "hold",
  events: ["hold", "holdAgain", "ignore", "reopen", "retry", "resolve", "stale"],
  states: {
    none: { hold: "open" },
    open: {
      hold: "open",
      holdAgain: "open",
      ignore: "ignored",
      retry: "open",
      resolve: "resolved",
      stale: "resolved",
    },
    // Left out is decided for one reason; another reason, or the record's arrival in the books, ends the decision.
    ignored: { hold: "open", holdAgain: "ignored", reopen: "open", resolve: "resolved", stale: "resolved" },
    resolved: { hold: "open" },
  },
};

/** @throws IllegalStateError naming state and event */
export const nextHoldState = (from: HoldState | "none", event: HoldEvent) =>
  nextState(HOLD_MACHINE, from, event);

export const mayHold = (from: HoldState | "none", event: HoldEvent) => isAllowed(HOLD_MACHINE, from, event);
