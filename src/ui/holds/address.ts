/** What the address says about the list of held records, both ways: a view can be linked to and survives a reload. */
import type { EnvironmentName, HoldKind, HoldState } from "../data.ts";

const LEFT_OUT = "left-out";

export interface HoldView {
  environment: EnvironmentName;
  /** Null: all kinds. */
  kind: HoldKind | null;
  state: HoldState;
}

/** The list that `?show=` names: what is left out, or (for everything else) what is held. */
export function parseHoldState(value: string | null): HoldState {
  return value === LEFT_OUT ? "ignored" : "open";
}

/** The address of a view. What is held, of all kinds, has the bare one. */
export function holdsAddress({ environment, kind, state }: HoldView): string {
  const query = new URLSearchParams();
  if (state === "ignored") query.set("show", LEFT_OUT);
  if (kind !== null) query.set("kind", kind);
  const home = `/${environment}/holds`;
  return query.size === 0 ? home : `${home}?${query}`;
}
