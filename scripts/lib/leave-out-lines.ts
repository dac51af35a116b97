/** What `npm run leave-out` says about a record, before and after. */
import type { FunctionReturnType } from "convex/server";
import type { api } from "../../convex/_generated/api.js";
import { formatKroner } from "../../src/sync/format.ts";
import { titleFor } from "../../src/sync/hold-codes.ts";
import { CommandError } from "./command-error.ts";
import type { LeaveOutRequest } from "./leave-out-arguments.ts";

export type Stored = FunctionReturnType<typeof api.holds.find>[number];

/** @throws CommandError where nothing, or more than one record, is what was asked for */
export function findOne(found: Stored[], { record, act }: LeaveOutRequest): Stored {
  const isUndo = act.do === "undo" || (act.do === "show" && act.undo);
  const name = `${record.kind} ${record.number}`;
  const fitting = found.filter(({ ignored }) => (ignored !== null) === isUndo);
  const [hold, ...others] = fitting;
  if (hold !== undefined && others.length === 0) return hold;
  if (others.length > 0) {
    const labels = fitting.map(({ label, rubicKey }) => `${label} (${rubicKey} in Rubic)`).join(", ");
    throw new CommandError(
      `Several records are ${name}: ${labels}. Decide about them on the page of held records.`,
    );
  }
  throw new CommandError(
    isUndo
      ? `In ${record.tripletexEnv} no ${name} is left out. Look at the list on the page (Held, Left out).`
      : `In ${record.tripletexEnv} no ${name} is held${found.length > 0 ? ": it is left out already" : ""}. Ask why it is where it is with npm run why.`,
  );
}

interface Told {
  hold: Stored;
  /** In words; null where nothing goes with it. */
  goingWith: string | null;
  act: LeaveOutRequest["act"];
}

/** What was done, or would be. */
export function describeLeftOut({ hold, goingWith, act }: Told): string {
  const name = hold.amountOere === null ? hold.label : `${hold.label} (${formatKroner(hold.amountOere)})`;
  switch (act.do) {
    case "leaveOut":
      return `${name} is left out${withIt(goingWith, ", and with it")}. Take it back with --undo.`;
    case "undo":
      return `${name} is held again${withIt(goingWith, ", and with it")}.`;
    case "show":
      return act.undo ? describeUndo(hold, name, goingWith) : describeHeld(hold, name, goingWith);
  }
}

const withIt = (goingWith: string | null, words: string) =>
  goingWith === null ? "" : `${words} ${goingWith}`;

function describeHeld({ code, message }: Stored, name: string, goingWith: string | null): string {
  return [
    `${name} is held. ${titleFor(code)}: ${message}`,
    ...(goingWith === null ? [] : [`With it go ${goingWith}, and what Rubic gets on it later.`]),
    "Nothing is changed. To leave it out, say why with --reason and add --yes.",
  ].join("\n");
}

function describeUndo({ ignored }: Stored, name: string, goingWith: string | null): string {
  return [
    `${name} was left out by ${ignored?.actor.name}: ${ignored?.reason}`,
    ...(goingWith === null ? [] : [`With it come back ${goingWith}.`]),
    "Nothing is changed. To take the decision back, add --yes.",
  ].join("\n");
}
