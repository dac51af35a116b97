/**
 * State machines as data: a table of states and events, everything that is not in it is illegal. What changes a state asks
 * the table first, so that no code path can lead where the table does not.
 */

/** Before the first event there is nothing. */
export const NOTHING = "none";

export interface Machine<State extends string, Event extends string> {
  /** What it is, for a person: "run", "hold", "intent". */
  name: string;
  states: Readonly<Record<State, Readonly<Partial<Record<Event, Exclude<State, "none">>>>>>;
  events: readonly Event[];
}

/** An event that the machine does not know in this state; the message names both. */
export class IllegalStateError extends Error {
  readonly from: string;
  readonly event: string;

  constructor(machine: string, from: string, event: string) {
    super(`A ${machine} that is "${from}" can't ${event}.`);
    this.name = "IllegalStateError";
    this.from = from;
    this.event = event;
  }
}

/** The state after the event. @throws IllegalStateError when the event is not allowed in the state */
export function nextState<State extends string, Event extends string>(
  machine: Machine<State, Event>,
  from: State,
  event: Event,
): Exclude<State, "none"> {
  const next = machine.states[from][event];
  if (next === undefined) throw new IllegalStateError(machine.name, from, event);
  return next;
}

/** Whether the event is allowed in the state. */
export function isAllowed<State extends string, Event extends string>(
  machine: Machine<State, Event>,
  from: State,
  event: Event,
): boolean {
  return machine.states[from][event] !== undefined;
}
