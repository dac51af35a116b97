import { describe, expect, test } from "vitest";
import { HOLD_CODES, remedyFor } from "../hold-codes.ts";
import { explainRecord, type Facts, waitFor } from "./chain.ts";
import { WAY_IN } from "./checks.ts";

const PASSED_OVER = { is: "passedOver", payment: null } as const;
const KINDS = ["product", "customer", "invoice", "credit", "payment"] as const;

function factsOf(changes: Partial<Facts>): Facts {
  return {
    kind: "invoice",
    rubicKey: "1",
    label: "Invoice 1042 of 2026-01-15",
    now: Date.parse("2026-01-20T12:00:00Z"),
    command: "npm run sync",
    rubic: { is: "found" },
    reach: { is: "read" },
    outcome: { outcome: "create" },
    missingProducts: [],
    hold: null,
    mapping: null,
    seen: null,
    environment: { shut: null, invoicesStopped: null, liveRun: null },
    ...changes,
  };
}

const failedOf = (facts: Facts) => explainRecord(facts).checks.filter(({ state }) => state === "failed");
const held = (code: (typeof HOLD_CODES)[number]) => ({
  outcome: "held" as const,
  code,
  message: "It is held.",
});

describe.each(KINDS)("whatever holds a %s", (kind) => {
  test.each(HOLD_CODES)("%s fails one check, with its remedy", (code) => {
    const failed = failedOf(factsOf({ kind, outcome: held(code) }));
    expect(failed.map(({ remedy }) => remedy)).toEqual([remedyFor(code)]);
  });

  test.each(HOLD_CODES)("%s is said of one that is in Tripletex, too", (code) => {
    const mapping = { tripletexId: 7, isLinked: false };
    const facts = factsOf({ kind, outcome: held(code), mapping, seen: { label: "It", differences: "" } });
    expect(explainRecord(facts).verdict).toBe("differs");
    expect(failedOf(facts)).toHaveLength(1);
  });
});

test("what nothing is in the way of passes every check but the last, which waits for the next sync", () => {
  for (const kind of KINDS) {
    const { verdict, checks } = explainRecord(factsOf({ kind }));
    expect({ verdict, codes: checks.map(({ code }) => code) }).toEqual({
      verdict: "next",
      codes: WAY_IN[kind],
    });
    expect(new Set(checks.slice(0, -1).map(({ state }) => state))).toEqual(new Set(["passed"]));
    expect(checks.at(-1)?.state).toBe("waits");
  }
});

test("a product that is missing comes before a line that fails at its codes", () => {
  const facts = factsOf({
    outcome: held("VAT_NOT_MAPPED"),
    missingProducts: ["Product HETTE (Hettegenser)"],
  });
  expect(failedOf(facts)).toMatchObject([
    { code: "products", finding: "Not in Tripletex yet: Product HETTE (Hettegenser)." },
  ]);
});

test("a held record is not called out of reach: it is tried again by itself", () => {
  const hold = {
    state: "open" as const,
    code: "PERIOD_CLOSED",
    message: "It is closed.",
    remoteMessage: null,
    nextAttemptAt: Date.parse("2026-01-21T12:00:00Z"),
    leftOut: null,
  };
  const [failed] = failedOf(factsOf({ reach: PASSED_OVER, hold, outcome: held("PERIOD_CLOSED") }));
  expect(failed?.code).toBe("periodOpen");
  expect(failedOf(factsOf({ reach: PASSED_OVER }))).toMatchObject([{ code: "inWindow" }]);
});

test("what a person accepted with a reason is no difference any more", () => {
  const leftOut = { who: "Kari", reason: "Avklart", at: Date.parse("2026-01-19T12:00:00Z") };
  const hold = {
    state: "ignored" as const,
    code: "LINKED_WITH_DIFFERENCE",
    message: "It differs.",
    remoteMessage: null,
    nextAttemptAt: 0,
    leftOut,
  };
  const mapping = { tripletexId: 7, isLinked: true };
  const seen = { label: "Invoice 1042", differences: "amount is 1 in Rubic and 2 in Tripletex" };
  const why = explainRecord(factsOf({ hold, mapping, seen, outcome: held("LINKED_WITH_DIFFERENCE") }));
  expect(why).toMatchObject({ verdict: "there" });
  expect(why.checks.at(-1)?.finding).toContain("Kari accepted it: Avklart");
});

test("what waits for a record that is held itself goes on failing", () => {
  const invoice = explainRecord(factsOf({ outcome: held("CUSTOMER_NOT_IN_TRIPLETEX") }));
  const stuck = explainRecord(factsOf({ kind: "customer", outcome: held("CUSTOMER_NUMBER_TAKEN") }));
  const coming = explainRecord(factsOf({ kind: "customer" }));
  expect(waitFor(invoice, stuck).verdict).toBe("blocked");
  expect(waitFor(invoice, coming)).toMatchObject({ verdict: "next" });
});
