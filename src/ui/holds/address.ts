/** What the address says about the list of held records, both ways: a view can be linked to and survives a reload. */
import type { EnvironmentName, HoldKind, HoldState, MenderName } from "../data.ts";

const LEFT_OUT = "left-out";

export interface HoldView {
  environment: EnvironmentName;
  /** Null: all kinds. */
  kind: HoldKind | null;
  /** Who has to act; null: whoever it is, and what goes on by itself. */
  awaits: MenderName | null;
  state: HoldState;
}

/** The list that `?show=` names: what is left out, or (for everything else) what is held. */
export function parseHoldState(value: string | null): HoldState {
  return value === LEFT_OUT ? "ignored" : "open";
}

/** The address of a view. What is held, of all kinds, has the bare one. */
export function holdsAddress({ environment, kind, awaits, state }: HoldView): string {
  const query = new URLSearchParams();
  if (state === "ignored") query.set("show", LEFT_OUT);
  if (kind !== null) query.set("kind", kind);
  if (awaits !== null) query.set("for", awaits);
  const home = `/${environment}/holds`;
  return query.size === 0 ? home : `${home}?${query}`;
}
