import { expect, test } from "vitest";
import { type PlanEnd, renderPlanEnd } from "./plan-end.ts";

test("a plan says who can mend what it would hold", () => {
  const item: Partial<PlanEnd["items"][number]> = {
    action: "held",
    label: "Invoice 20001",
    amountOere: null,
    differences: [],
    code: "NEEDS_CREDIT",
    message: "Credited in Rubic.",
    remedy: "Credit it by hand.",
  };
  // Only what the lines are made of.
  const plan = { types: [], totals: [], items: [item], toDo: 0, command: null } as unknown as PlanEnd;
  expect(renderPlanEnd(plan)).toContain("    What to do (accountant): Credit it by hand.");
});
