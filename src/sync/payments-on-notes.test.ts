import { describe, expect, test } from "vitest";
import { decideOnNote } from "./payments.ts";
import { reference, rubicTransaction } from "./test-records.ts";

describe("a transaction on a credit note", () => {
  test.each([
    [1, 40_000, "CREDIT_NOTE_PAID"],
    [5, -40_000, "CREDIT_NOTE_PAID"],
    [6, -40_000, "CREDIT_NOTE_PAID"],
    [7, 40_000, "TRANSACTION_TYPE_NOT_MAPPED"],
    [1, 0, "ignored"],
    [99, 0, "ignored"],
  ])("of type %i with %i øre is %s", (transactionTypeID, paidAmountOere, result) => {
    const decision = decideOnNote(rubicTransaction({ transactionTypeID, paidAmountOere }), reference());
    expect(decision.outcome === "held" ? decision.code : decision.outcome).toBe(result);
  });

  test.each([
    ["ignore", "ignored"],
    ["writeOff", "CREDIT_NOTE_PAID"],
  ] as const)("of a type that is mapped to %s is %s", (kindOfMoney, result) => {
    const target = { kind: "transactionType", class: kindOfMoney } as const;
    const code = { kind: "transactionType", code: "7", label: "transaction type 7" } as const;
    const mapped = reference({ mappings: [{ ...code, state: "approved", target }] });
    const decision = decideOnNote(rubicTransaction({ transactionTypeID: 7 }), mapped);
    expect(decision.outcome === "held" ? decision.code : decision.outcome).toBe(result);
  });
});
