import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CANARY_MACHINE, nextCanaryState } from "./canary.ts";
import { CODE_MAPPING_MACHINE, nextCodeState } from "./code-mapping.ts";
import { HOLD_MACHINE, mayHold, nextHoldState } from "./hold.ts";
import { FIRST_INTENT_STATE, INTENT_MACHINE, nextIntentState, openStateAfter } from "./intent.ts";
import { IllegalStateError, isAllowed, type Machine, NOTHING, nextState } from "./machine.ts";
import { nextRunState, nextTypeState, RUN_FACTS, RUN_MACHINE, standingOf, TYPE_MACHINE } from "./run.ts";

/** Every legal change of every machine, written out a second time: a change of a table must be meant. */
const LEGAL: Record<string, string[]> = {
  run: [
    "none start running",
    "running beginStep running",
    "running continue running",
    "running wait waiting",
    "running interrupt interrupted",
    "running finishClean success",
    "running finishOpen partial",
    "running fail failed",
    "running cancel cancelled",
    "waiting beginStep running",
    "waiting interrupt interrupted",
    "waiting fail failed",
    "waiting cancel cancelled",
    "interrupted beginStep running",
    "interrupted interrupt interrupted",
    "interrupted fail failed",
    "interrupted cancel cancelled",
  ],
  "type of a run": [
    "none start running",
    "running finishClean success",
    "running finishOpen partial",
    "running fail failed",
    "running cancel cancelled",
  ],
  hold: [
    "none hold open",
    "open hold open",
    "open holdAgain open",
    "open ignore ignored",
    "open retry open",
    "open resolve resolved",
    "open stale resolved",
    "ignored hold open",
    "ignored holdAgain ignored",
    "ignored reopen open",
    "ignored resolve resolved",
    "ignored stale resolved",
    "resolved hold open",
  ],
  canary: [
    "none send pending",
    "pending send pending",
    "pending agree proven",
    "pending differ failed",
    "failed send pending",
  ],
  intent: [
    "none store sent",
    "sent doubt inDoubt",
    "sent lookUpEmpty inDoubt",
    "sent confirm settled",
    "sent deny refused",
    "sent drop dropped",
    "inDoubt doubt inDoubt",
    "inDoubt lookUpEmpty inDoubt",
    "inDoubt confirm settled",
    "inDoubt deny notArrived",
    "inDoubt drop dropped",
  ],
  "code mapping": [
    "none propose proposed",
    "none default approved",
    "none approve approved",
    "proposed propose proposed",
    "proposed default approved",
    "proposed approve approved",
    "proposed withdraw withdrawn",
    "approved approve approved",
    "approved withdraw withdrawn",
    "withdrawn approve approved",
  ],
};

const MACHINES: Machine<string, string>[] = [
  RUN_MACHINE,
  TYPE_MACHINE,
  HOLD_MACHINE,
  INTENT_MACHINE,
  CANARY_MACHINE,
  CODE_MAPPING_MACHINE,
].map((machine) => ({ name: machine.name, states: machine.states, events: machine.events }));
const NEXT: Record<string, (from: never, event: never) => string> = {
  run: nextRunState,
  "type of a run": nextTypeState,
  hold: nextHoldState,
  intent: nextIntentState,
  canary: nextCanaryState,
  "code mapping": nextCodeState,
};

const pairsOf = ({ states, events }: Machine<string, string>) =>
  Object.keys(states).flatMap((state) => events.map((event) => ({ state, event })));

describe.each(MACHINES)("the states of a $name", (machine) => {
  const legal = new Map(
    (LEGAL[machine.name] ?? []).map((line) => {
      const [from, event, to] = line.split(" ");
      return [`${from} ${event}`, to];
    }),
  );

  test.each(pairsOf(machine))("$state, $event", ({ state, event }) => {
    const expected = legal.get(`${state} ${event}`);
    expect(isAllowed(machine, state, event)).toBe(expected !== undefined);
    const move = () => NEXT[machine.name]?.(state as never, event as never);
    if (expected !== undefined) {
      expect(move()).toBe(expected);
      return;
    }
    expect(move).toThrow(IllegalStateError);
    expect(move).toThrow(`"${state}" can't ${event}`);
  });

  test("are all reached, and nothing leads back to where nothing is", () => {
    const reached = new Set([...legal.values(), NOTHING]);
    expect(reached).toEqual(new Set(Object.keys(machine.states)));
    expect([...legal.values()]).not.toContain(NOTHING);
  });

  test("stand in docs/architecture.md as they are", () => {
    const page = readFileSync(new URL("../../../docs/architecture.md", import.meta.url), "utf8");
    expect(tablesOf(page)).toContainEqual(documented(machine));
  });
});

/** A row per state with its events; a state without events is an end. */
function documented({ name, states }: Machine<string, string>): string[][] {
  const rows = Object.entries(states).map(([state, events]) => {
    const moves = Object.entries(events).map(([event, to]) => `${event} → ${to}`);
    return [state, moves.length === 0 ? "an end" : moves.join(", ")];
  });
  return [[name, "events that it allows"], ...rows];
}

/** The tables of a Markdown page as cells, without rules and emphasis. */
function tablesOf(page: string): string[][][] {
  return page
    .split(/\n{2,}/)
    .filter((block) => block.startsWith("|"))
    .map((block) =>
      block
        .split("\n")
        .filter((row) => !/^\|[\s|:-]+$/.test(row))
        .map((row) =>
          row
            .slice(1, -1)
            .split("|")
            .map((cell) => cell.trim()),
        ),
    );
}

test("an illegal change names machine, state and event", () => {
  expect(() => nextState(RUN_MACHINE, "success", "cancel")).toThrow(
    expect.objectContaining({
      from: "success",
      event: "cancel",
      message: 'A run that is "success" can\'t cancel.',
    }),
  );
});

describe("what a state of a run means", () => {
  test.each(Object.entries(RUN_FACTS))("%s", (name, facts) => {
    const state = name as keyof typeof RUN_FACTS;
    expect(facts.isLive).toBe(Object.keys(RUN_MACHINE.states[state]).length > 0);
    expect(facts.since).toBe(facts.isLive ? "startedAt" : "completedAt");
    expect(facts.whatNow).toMatch(/^[A-Z].*\.$/);
    // What may be done agrees with the table: only what is on can be cancelled, only what has ended makes room.
    expect(facts.actions.includes("cancel")).toBe(isAllowed(RUN_MACHINE, state, "cancel"));
    expect(facts.actions.includes("start")).toBe(!facts.isLive);
    expect(facts.actions.includes("wait")).toBe(facts.isLive);
  });

  test("a run that was asked to stop can't be asked again, and says that it stops", () => {
    expect(standingOf("running", true)).toMatchObject({
      actions: ["wait"],
      whatNow: expect.stringContaining("stops"),
    });
    expect(standingOf("cancelled", true)).toEqual(standingOf("cancelled", false));
  });
});

test("an intent is stored as sent, and stays open only as in doubt", () => {
  expect(FIRST_INTENT_STATE).toBe(nextIntentState("none", "store"));
  for (const from of ["sent", "inDoubt"] as const) {
    expect([openStateAfter(from, "doubt"), openStateAfter(from, "lookUpEmpty")]).toEqual([
      "inDoubt",
      "inDoubt",
    ]);
  }
});

test("a hold that is resolved waits for nothing but a new reason", () => {
  const events = HOLD_MACHINE.events.filter((event) => mayHold("resolved", event));
  expect(events).toEqual(["hold"]);
});
