import { describe, expect, it } from "vitest";
import { problemAwaits } from "../../src/sync/problem-codes.ts";
import type { RunView } from "./follow-run.ts";
import {
  renderHold,
  renderHolder,
  renderPlainProgress,
  renderProgress,
  renderSum,
  renderTodo,
} from "./run-lines.ts";

type TypeProgress = RunView["progress"][number];

const NO_COUNTS = { done: 0, created: 0, updated: 0, adopted: 0, unchanged: 0, held: 0 };
const progress = (change: Partial<TypeProgress>): TypeProgress => ({
  syncType: "invoices",
  status: "running",
  counters: NO_COUNTS,
  expected: 0,
  isExpectedFinal: false,
  ...change,
});
/** The formatter groups digits with a no-break space. */
const plain = (text: string) => text.replaceAll(/\u00a0|\u202f/g, " ");

describe("a line of progress", () => {
  it("says what is done, and of how many, and how", () => {
    const counters = { ...NO_COUNTS, done: 1250, created: 1240, held: 10 };
    const line = renderProgress(progress({ counters, expected: 2500, isExpectedFinal: true }), "full");
    expect(plain(line)).toBe(
      `invoices   ${"█".repeat(12)}${"░".repeat(12)}  1 250 of 2 500  1 240 created, 10 held`,
    );
  });

  it("does not pretend to know the end before it is counted", () => {
    const counters = { ...NO_COUNTS, done: 5, unchanged: 5 };
    expect(renderPlainProgress(progress({}), "full")).toBe("invoices   not counted yet");
    expect(renderPlainProgress(progress({ counters, expected: 50 }), "full")).toBe(
      "invoices   5 of at least 50  5 unchanged",
    );
  });

  it("does not claim that a preview has written anything", () => {
    const counters = { ...NO_COUNTS, done: 9, created: 2, updated: 1, adopted: 3, unchanged: 2, held: 1 };
    expect(renderPlainProgress(progress({ counters, expected: 9, isExpectedFinal: true }), "preview")).toBe(
      "invoices   9 of 9  2 to create, 1 to update, 3 to adopt, 2 unchanged, 1 held",
    );
  });

  it("never draws a bar beyond its end, and a full one when the type is done", () => {
    const counters = { ...NO_COUNTS, done: 9 };
    expect(renderProgress(progress({ counters, expected: 3 }), "full")).toContain(`${"█".repeat(24)}  `);
    expect(renderProgress(progress({ status: "success", isExpectedFinal: true }), "full")).toContain(
      "█".repeat(24),
    );
  });
});

describe("the sum", () => {
  const sum = { ignoredOere: 0 };

  it("shows that every krone is accounted for", () => {
    const line = renderSum("Invoices", {
      ...sum,
      rubicOere: 123_450,
      tripletexOere: 100_000,
      heldOere: 23_450,
    });
    expect(plain(line)).toBe(
      "Invoices: Rubic 1 234,50 kr = Tripletex 1 000,00 kr + held 234,50 kr, difference 0,00 kr.",
    );
  });

  it("does not write = over a difference of one øre", () => {
    const line = renderSum("Payments", { ...sum, rubicOere: 101, tripletexOere: 100, heldOere: 0 });
    expect(plain(line)).toBe(
      "Payments: Rubic 1,01 kr ≠ Tripletex 1,00 kr + held 0,00 kr, difference 0,01 kr.",
    );
  });
});

describe("a held record", () => {
  const hold = {
    label: "Invoice 20001",
    code: "NEEDS_CREDIT",
    message: "Credited in Rubic.",
    remedy: "Credit it by hand.",
    remoteMessage: null,
    requestId: null,
  };

  it("is named with title, reason and remedy", () => {
    expect(renderHold(hold)).toEqual([
      "  Invoice 20001 – Credited or corrected in Rubic: Credited in Rubic.",
      "    What to do (accountant): Credit it by hand.",
    ]);
  });

  it("names nobody when the record goes on by itself", () => {
    expect(renderHold({ ...hold, code: "IN_DOUBT", remedy: "Nothing to do." })[1]).toBe(
      "    What to do: Nothing to do.",
    );
  });

  it("calls those who build the service developers, not us", () => {
    expect(renderTodo(problemAwaits("UNFORESEEN"), "Report it.")).toBe("What to do (developers): Report it.");
  });

  it("keeps Tripletex's words and the request id together", () => {
    const lines = renderHold({ ...hold, remoteMessage: "Feltet er ugyldig.", requestId: "abc" });
    expect(lines[1]).toBe("    Tripletex says: Feltet er ugyldig. (request id abc)");
  });
});

it("says who holds the environment", () => {
  const startedAt = Date.UTC(2026, 10, 20, 13, 2);
  expect(renderHolder({ actor: { kind: "schedule", name: "x" }, startedAt }, startedAt)).toBe(
    "started by the schedule at 14:02",
  );
  expect(renderHolder({ actor: { kind: "commandLine", name: "Kari" }, startedAt }, startedAt)).toBe(
    "started by Kari (command line) at 14:02",
  );
});
