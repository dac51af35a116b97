/**
 * The clearing report over the real path: Rubic's payouts by day beside the clearing account of the Tripletex simulator, whose own
 * postings are summed independently.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import { osloDate } from "../../src/sync/oslo.ts";
import { createSmallWorld, customerNoOf, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

const TODAY = osloDate(Date.now());
const SANDBOX = { tripletexEnv: "sandbox" } as const;
const MEMBERSHIP = 101;
const VIPPS = 3;
const MANUAL = 4;
const CLEARING = 1579;
const BANK = 1920;
const FEES = 7770;

let stack: Stack;
const oere = (kroner: number) => Math.round(kroner * 100);
const report = (from?: string) => stack.client.action(api.clearing.read, { ...SANDBOX, from });
const accountOf = async (number: number) =>
  (await report()).accounts.find(({ accountNumber }) => accountNumber === number);

function balanceInBooks(accountNumber: number): number {
  const { accounts, postings } = stack.remotes.sandbox.state;
  const account = accounts.find(({ number }) => number === accountNumber);
  return postings
    .filter((posting) => posting.account.id === account?.id)
    .reduce((sum, { amount }) => sum + oere(amount), 0);
}

async function approveVipps(): Promise<void> {
  await stack.client.mutation(api.settings.propose, SANDBOX);
  while ((await stack.client.query(api.settings.get, SANDBOX)).reading?.endedAt == null) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const type = stack.remotes.sandbox.state.paymentTypes.find(({ description }) =>
    description.includes("oppgjørskonto"),
  );
  await stack.client.mutation(api.settings.approve, {
    ...SANDBOX,
    kind: "transactionType",
    code: String(VIPPS),
    choice: `money:${type?.id}`,
    reason: "Vipps går over oppgjørskonto",
  });
}

function pay(days: number, paidAmount: number, transactionTypeID: number) {
  const { world } = stack.remotes.rubic;
  const customerNo = customerNoOf(world, 0);
  const invoice = world.addInvoice({
    customerNo,
    invoiceDate: daysBefore(world, days + 1),
    lines: [{ productID: MEMBERSHIP }],
  });
  return world.addTransaction({
    invoiceID: invoice.invoiceID,
    paidAmount,
    paymentDate: daysBefore(world, days),
    transactionTypeID,
  });
}

beforeAll(async () => {
  stack = await startStack({ remotes: await startRemotes({ world: createSmallWorld(TODAY) }) });
  await approveVipps();
  pay(20, 500, VIPPS);
  pay(20, 300, VIPPS);
  pay(10, 650, 1);
  pay(5, 100, MANUAL);
  pay(0, 650, VIPPS);
  await stack.sync("sandbox", "all", "full");
});
afterAll(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

describe("the clearing report", () => {
  test("adds up gross, fee, VAT on fee and payout by expected payout date", async () => {
    const clearing = await accountOf(CLEARING);
    const [first, ...others] = clearing?.payouts ?? [];
    // Two Vipps payments: 5 % and 3 kroner each, 25 % VAT on that (Rubic dossier 5).
    expect(first).toMatchObject({
      count: 2,
      grossOere: 80_000,
      feeOere: 4_600,
      feeVatOere: 1_150,
      payoutOere: 74_250,
    });
    expect(others).toHaveLength(1);
    const { transactions } = stack.remotes.rubic.world;
    const vipps = transactions.filter(({ transactionTypeID }) => transactionTypeID === VIPPS);
    const days = vipps.map(({ expectedPayoutDate }) => expectedPayoutDate?.slice(0, 10));
    expect(clearing?.payouts.map(({ date }) => date)).toEqual([...new Set(days)]);
    const all = clearing?.payouts.reduce((sum, { payoutOere }) => sum + payoutOere, 0);
    expect(all).toBe(vipps.reduce((sum, { payoutAmount }) => sum + oere(payoutAmount), 0));
    expect(clearing?.payouts.every(({ unexplainedOere }) => unexplainedOere === 0)).toBe(true);
  });

  test("puts what is on the way beside what stands on the account in Tripletex", async () => {
    const clearing = await accountOf(CLEARING);
    expect(balanceInBooks(CLEARING)).toBe(145_000);
    expect(clearing).toMatchObject({
      isBank: false,
      balanceOere: 145_000,
      onTheWay: { count: 1, grossOere: 65_000, bookedOere: 65_000 },
      // The payout of the two older ones is not cleared in the books yet.
      differenceOere: 80_000,
    });
  });

  test("what goes straight to the bank has no clearing account, and manual money no payout", async () => {
    const { accounts, withoutPayout } = await report();
    const bank = accounts.find(({ accountNumber }) => accountNumber === BANK);
    expect(bank).toMatchObject({
      isBank: true,
      differenceOere: null,
      payouts: [{ count: 1, grossOere: 65_000 }],
    });
    expect(withoutPayout).toEqual({ count: 1, grossOere: 10_000 });
  });

  test("the difference is gone once the payout is booked with its fee", async () => {
    const { control } = stack.remotes.sandbox;
    control.bookVoucher({
      date: TODAY,
      description: "Utbetaling",
      postings: [
        { accountNumber: CLEARING, amount: -800 },
        { accountNumber: BANK, amount: 742.5 },
        { accountNumber: FEES, amount: 57.5 },
      ],
    });
    expect(await accountOf(CLEARING)).toMatchObject({ balanceOere: 65_000, differenceOere: 0 });
  });

  test("a later beginning leaves out the payouts before it, and a wrong one is refused", async () => {
    const { world } = stack.remotes.rubic;
    const { accounts } = await report(daysBefore(world, 8));
    const clearing = accounts.find(({ accountNumber }) => accountNumber === CLEARING);
    expect(clearing?.payouts.map(({ count }) => count)).toEqual([1]);
    await expect(report("2026-02-31x")).rejects.toThrow("is not a day within the last year");
  });

  test("a token that may not read balances still shows the payouts", async () => {
    stack.remotes.sandbox.control.faults.add({
      kind: "status",
      status: 403,
      times: "always",
      path: "^/balanceSheet$",
    });
    const clearing = await accountOf(CLEARING);
    expect(clearing).toMatchObject({
      balanceOere: null,
      differenceOere: null,
      unreadable: expect.stringContaining("token"),
    });
    expect(clearing?.payouts).toHaveLength(2);
  });
});
