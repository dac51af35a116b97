/** The states of a code mapping: proposed by what was read, decided by a person or, in a sandbox, by its stated defaults. */
import type { CodeState } from "../code-mappings.ts";
import { isAllowed, type Machine, nextState } from "./machine.ts";

/** propose: what was read leaves a choice, or production leaves it to a person. default: the sandbox takes the only choice. */
type CodeMappingEvent = "propose" | "default" | "approve" | "withdraw";

export const CODE_MAPPING_MACHINE: Machine<CodeState | "none", CodeMappingEvent> = {
  name: "code mapping",
  events: ["propose", "default", "approve", "withdraw"],
  states: {
    none: { propose: "proposed", default: "approved", approve: "approved" },
    proposed: { propose: "proposed", default: "approved", approve: "approved", withdraw: "withdrawn" },
    // What is decided, no reading touches: only a person changes it.
    approved: { approve: "approved", withdraw: "withdrawn" },
    withdrawn: { approve: "approved" },
  },
};

/** @throws IllegalStateError naming state and event */
export const nextCodeState = (from: CodeState | "none", event: CodeMappingEvent) =>
  nextState(CODE_MAPPING_MACHINE, from, event);

export const mayCode = (from: CodeState | "none", event: CodeMappingEvent) =>
  isAllowed(CODE_MAPPING_MACHINE, from, event);
