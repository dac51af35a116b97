import { describe, expect, test } from "vitest";
import type { RubicTransaction } from "../rubic/schemas.ts";
import { rubicTransaction } from "../sync/test-records.ts";
import { type ClearingSource, ClearingTooLongError, readClearing } from "./clearing.ts";

const NOW = Date.UTC(2026, 2, 10, 12);
const VIPPS = 3;
const REFUND = 5;
const PAYMENT_TYPE = { id: 81, description: "Vipps", debitAccountId: 9, debitAccountNumber: 1911 };

const mappingOf = (code: number, kind: "money" | "refund") => ({
  kind: "transactionType" as const,
  code: String(code),
  label: `transaction type ${code}`,
  state: "approved" as const,
  target: {
    kind: "transactionType" as const,
    class: kind,
    paymentTypeId: PAYMENT_TYPE.id,
    paymentTypeName: PAYMENT_TYPE.description,
  },
});

const none = async () => [];

/** Both sides with just what the report reads; every transaction is booked on 1911. */
function sourceOf(pages: (pageNo: number) => RubicTransaction[], balanceOere: number): ClearingSource {
  const ports = {
    rubic: {
      productGroups: none,
      departments: none,
      transactions: async ({ pageNo }: { pageNo: number }) => {
        const records = pages(pageNo);
        return { rowCount: records.length, records, quarantined: [], warnings: [] };
      },
    },
    tripletex: {
      outgoingVatTypes: none,
      accountsByNumber: none,
      departments: none,
      countries: none,
      bankAccounts: none,
      paymentTypes: async () => [PAYMENT_TYPE],
      accountBalance: async () => ({ name: "Vipps", balanceOere }),
    },
  } as unknown as ClearingSource["ports"];
  return {
    ports,
    now: NOW,
    tripletexEnv: "production",
    codeMappings: async () => [mappingOf(VIPPS, "money"), mappingOf(REFUND, "refund")],
    bookedOf: async (keys) => new Set(keys),
  };
}

const paid = (id: number, oere: number, expectedPayoutDate: string | null) =>
  rubicTransaction({
    invoiceTransactionID: id,
    transactionTypeID: oere < 0 ? REFUND : VIPPS,
    paymentDate: "2026-03-08",
    paidAmountOere: oere,
    expectedPayoutDate,
  });

describe("1 000,00 paid and 400,00 paid back, both booked on 1911, which stands at 600,00", () => {
  const payment = paid(1, 100_000, "2026-03-12");
  const read = async (refund: RubicTransaction) =>
    await readClearing(
      sourceOf((pageNo) => (pageNo === 1 ? [payment, refund] : []), 60_000),
      "2026-03-01",
    );

  test("are on the way together, and nothing differs", async () => {
    const { accounts } = await read(paid(2, -40_000, "2026-03-12"));
    expect(accounts).toEqual([
      expect.objectContaining({
        accountNumber: 1911,
        onTheWay: { count: 2, grossOere: 60_000, bookedOere: 60_000 },
        differenceOere: 0,
      }),
    ]);
  });

  test("a refund without a payout date is told beside the difference that it makes", async () => {
    const { accounts } = await read(paid(2, -40_000, null));
    expect(accounts).toEqual([
      expect.objectContaining({
        accountNumber: 1911,
        withoutDate: { count: 1, grossOere: -40_000, bookedOere: -40_000 },
        differenceOere: -40_000,
      }),
    ]);
  });
});

test("more transactions than a report reads are refused by name", async () => {
  const endless = sourceOf((pageNo) => [paid(pageNo, 100, "2026-03-12")], 0);
  await expect(readClearing(endless, "2026-03-01")).rejects.toThrow(ClearingTooLongError);
});
