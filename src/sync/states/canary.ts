/** The states of a canary: the first invoice line of a kind that an environment books. */
import { type Machine, nextState } from "./machine.ts";

export type CanaryState = "pending" | "proven" | "failed";

/** send: an invoice of the kind is about to be sent alone. agree, differ: what the comparison with Tripletex has shown. */
export type CanaryEvent = "send" | "agree" | "differ";

export const CANARY_MACHINE: Machine<CanaryState | "none", CanaryEvent> = {
  name: "canary",
  events: ["send", "agree", "differ"],
  states: {
    none: { send: "pending" },
    // Sent again where the invoice before never reached Tripletex.
    pending: { send: "pending", agree: "proven", differ: "failed" },
    failed: { send: "pending" },
    proven: {},
  },
};

/** @throws IllegalStateError naming state and event */
export const nextCanaryState = (from: CanaryState | "none", event: CanaryEvent) =>
  nextState(CANARY_MACHINE, from, event);
