import { describe, expect, test } from "vitest";
import type { Plan } from "../data.ts";
import { describeWrites, whyNotCarriedOut } from "./describe-plan.ts";

const NOW = 1_000;

/** A plan as the server delivers it; its ids are opaque to what is tested here. */
function planOf(part: Partial<Plan>): Plan {
  return { status: "success", toDo: 3, done: 0, expiresAt: NOW + 1, totals: [], ...part } as unknown as Plan;
}

test("carrying out is told in records and kroner, of what is written or linked alone", () => {
  const totals: Plan["totals"] = [
    { kind: "customer", action: "update", count: 1, oere: 0 },
    { kind: "customer", action: "held", count: 9, oere: 0 },
    { kind: "invoice", action: "create", count: 12, oere: 451_200 },
    { kind: "invoice", action: "adopt", count: 1, oere: 100 },
    { kind: "payment", action: "unchanged", count: 50, oere: 0 },
    { kind: "payment", action: "create", count: 2, oere: 310_000 },
  ];
  expect(describeWrites({ totals }).replaceAll("\u00a0", " ")).toBe(
    "1 customer, 13 invoices (4 513,00 kr) and 2 payments (3 100,00 kr)",
  );
});

describe("a plan", () => {
  test.each<[string, Partial<Plan>, RegExp | null]>([
    ["that is complete", {}, null],
    ["with held records", { status: "partial" }, null],
    ["that was begun", { done: 2 }, null],
    ["whose preview is on", { status: "running" }, /not complete/],
    ["whose preview failed", { status: "failed" }, /not complete/],
    ["whose preview was cancelled", { status: "cancelled" }, /not complete/],
    ["without anything to write", { toDo: 0 }, /nothing to carry out/],
    ["that is done", { done: 3 }, /fully carried out/],
    ["that is too old", { expiresAt: NOW }, /older than 7 days/],
  ])("%s can or can't be carried out", (_what, part, words) => {
    const reason = whyNotCarriedOut(planOf(part), NOW);
    if (words === null) expect(reason).toBeNull();
    else expect(reason).toMatch(words);
  });
});
