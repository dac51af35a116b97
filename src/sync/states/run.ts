/**
 * The states of a run and of a type within it, and what each state of a run means for a person: whether it is on, since
 * when, who or what stopped it, what happens now, and what may be done.
 */
import { type Machine, nextState } from "./machine.ts";

export type RunState = "running" | "waiting" | "interrupted" | "success" | "partial" | "failed" | "cancelled";

/**
 * beginStep: a step takes up the run. continue: the next step is scheduled. wait: a remote system has no capacity.
 * interrupt: the watchdog found the step dead and scheduled another. finishClean, finishOpen: got through, with nothing or
 * something open. fail: an error that concerns more than one record, or missing settings before a step began.
 */
export type RunEvent =
  | "start"
  | "beginStep"
  | "continue"
  | "wait"
  | "interrupt"
  | "finishClean"
  | "finishOpen"
  | "fail"
  | "cancel";

export const RUN_MACHINE: Machine<RunState | "none", RunEvent> = {
  name: "run",
  events: [
    "start",
    "beginStep",
    "continue",
    "wait",
    "interrupt",
    "finishClean",
    "finishOpen",
    "fail",
    "cancel",
  ],
  states: {
    none: { start: "running" },
    running: {
      beginStep: "running",
      continue: "running",
      wait: "waiting",
      interrupt: "interrupted",
      finishClean: "success",
      finishOpen: "partial",
      fail: "failed",
      cancel: "cancelled",
    },
    waiting: { beginStep: "running", interrupt: "interrupted", fail: "failed", cancel: "cancelled" },
    interrupted: { beginStep: "running", interrupt: "interrupted", fail: "failed", cancel: "cancelled" },
    success: {},
    partial: {},
    failed: {},
    cancelled: {},
  },
};

/** @throws IllegalStateError naming state and event */
export const nextRunState = (from: RunState | "none", event: RunEvent) => nextState(RUN_MACHINE, from, event);

/** The end of a type decides nothing about the run; a type that has ended stays as it ended. */
export type TypeState = Exclude<RunState, "waiting" | "interrupted">;
export type TypeEvent = "start" | "finishClean" | "finishOpen" | "fail" | "cancel";

export const TYPE_MACHINE: Machine<TypeState | "none", TypeEvent> = {
  name: "type of a run",
  events: ["start", "finishClean", "finishOpen", "fail", "cancel"],
  states: {
    none: { start: "running" },
    running: { finishClean: "success", finishOpen: "partial", fail: "failed", cancel: "cancelled" },
    success: {},
    partial: {},
    failed: {},
    cancelled: {},
  },
};

/** @throws IllegalStateError naming state and event */
export const nextTypeState = (from: TypeState | "none", event: TypeEvent) =>
  nextState(TYPE_MACHINE, from, event);

export type RunAction = "cancel" | "wait" | "start" | "retryHolds";

export interface RunFacts {
  /** It holds its environment: no other run may write there. */
  isLive: boolean;
  /** The field that says since when the run is on, or when it ended. */
  since: "startedAt" | "completedAt";
  /** Who or what stopped it: a person (who asked to cancel), a problem, the watchdog's finding; null while nothing did. */
  stoppedBy: "person" | "problem" | "watchdog" | null;
  whatNow: string;
  actions: readonly RunAction[];
}

const LIVE_ACTIONS = ["cancel", "wait"] as const;

export const RUN_FACTS: Record<RunState, RunFacts> = {
  running: {
    isLive: true,
    since: "startedAt",
    stoppedBy: null,
    whatNow: "Nothing to do: it goes on by itself until everything is read.",
    actions: LIVE_ACTIONS,
  },
  waiting: {
    isLive: true,
    since: "startedAt",
    stoppedBy: "problem",
    whatNow: "Nothing to do: it goes on by itself when the wait is over.",
    actions: LIVE_ACTIONS,
  },
  interrupted: {
    isLive: true,
    since: "startedAt",
    stoppedBy: "watchdog",
    whatNow: "Nothing to do: it settles what was under way, then goes on where it was.",
    actions: LIVE_ACTIONS,
  },
  success: {
    isLive: false,
    since: "completedAt",
    stoppedBy: null,
    whatNow: "Nothing to do.",
    actions: ["start"],
  },
  partial: {
    isLive: false,
    since: "completedAt",
    stoppedBy: null,
    whatNow: "Look at the held records: each names its remedy. They are tried again by themselves.",
    actions: ["start", "retryHolds"],
  },
  failed: {
    isLive: false,
    since: "completedAt",
    stoppedBy: "problem",
    whatNow: "Do what the problem's remedy says, then start a sync: it goes on from here.",
    actions: ["start", "retryHolds"],
  },
  cancelled: {
    isLive: false,
    since: "completedAt",
    stoppedBy: "person",
    whatNow: "What was written stays written. Start a sync when you want it to go on.",
    actions: ["start", "retryHolds"],
  },
};

const STOPPING = "Nothing to do: it stops after the record in hand.";

/** What happens now and what may be done; a run that was asked to stop can't be asked again. */
export function standingOf(
  state: RunState,
  isCancelRequested: boolean,
): Pick<RunFacts, "isLive" | "whatNow"> & { actions: RunAction[] } {
  const { isLive, whatNow, actions } = RUN_FACTS[state];
  if (!isLive || !isCancelRequested) return { isLive, whatNow, actions: [...actions] };
  return { isLive, whatNow: STOPPING, actions: actions.filter((action) => action !== "cancel") };
}
