/**
 * "Why is this not in Tripletex?" of payments that are dated further back than each sync reads: when their day was read, and which
 * sync reads it again.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { api, internal } from "../../convex/_generated/api.js";
import type { Invoice } from "../../src/simulators/world/entities.ts";
import { formatIsoDate } from "../../src/sync/format.ts";
import { billFee, closeClub, letADayPass, OCR, startSmallClub } from "../helpers/payment-cases.ts";
import { daysBefore } from "../helpers/small-world.ts";
import type { Stack } from "../helpers/stack.ts";

/** Older than what every run reads, in days. */
const [EARLIER, INVOICED, PAID] = [150, 110, 100];

let stack: Stack;
let invoice: Invoice;
let backdated: number;

beforeAll(async () => {
  stack = await startSmallClub();
  invoice = billFee(stack.remotes.rubic.world, { invoiceDate: ago(INVOICED) });
  await stack.sync("sandbox", "all", "full");
  backdated = pay(PAID);
});
afterAll(() => closeClub(stack));

const ago = (days: number) => daysBefore(stack.remotes.rubic.world, days);

/** Entered today with an older date; answers Rubic's id of it. */
function pay(days: number): number {
  return stack.remotes.rubic.world.addTransaction({
    invoiceID: invoice.invoiceID,
    paidAmount: 650,
    transactionTypeID: OCR,
    paymentDate: ago(days),
    registeredDate: ago(0),
  }).invoiceTransactionID;
}

async function ask(transactionId: number) {
  const question = { by: "number", kind: "payment", text: String(transactionId) } as const;
  const { chains } = await stack.client.action(api.why.ask, { tripletexEnv: "sandbox", question });
  const why = chains[0]?.[0];
  if (why === undefined) throw new Error("every question has an answer");
  return { ...why, reach: why.checks.find(({ code }) => code === "inWindow") };
}

const paymentsReadAt = (day: string) =>
  stack.backend.run((ctx) =>
    ctx.runQuery(internal.sync.whyState.paymentsReadAt, { tripletexEnv: "sandbox", day }),
  );

async function latestPaymentsSync(): Promise<number> {
  const states = await stack.backend.run((ctx) => ctx.db.query("syncState").collect());
  const latest = states.filter(({ syncType }) => syncType === "payments").at(-1);
  if (latest === undefined) throw new Error("payments were synced");
  return latest.startedAt;
}

const notReadSince = (days: number) => `Payments of ${formatIsoDate(ago(days))} have not been read since `;

test("the invoice is looked at once a day: after the day's first sync it is tomorrow's that reads the payment", async () => {
  const { verdict, reach } = await ask(backdated);
  expect(verdict).toBe("blocked");
  expect(reach).toMatchObject({ state: "failed", remedy: expect.stringContaining("Nothing to do") });
  expect(reach?.finding).toContain(notReadSince(PAID));
  expect(reach?.finding).toContain("the first sync of tomorrow reads them");
});

test("the first sync of a day reads it", async () => {
  await letADayPass(stack);
  const { verdict, reach, sentence } = await ask(backdated);
  expect({ verdict, state: reach?.state }).toEqual({ verdict: "next", state: "waits" });
  expect(reach?.finding).toContain(notReadSince(PAID));
  expect(reach?.finding).toContain("the next sync reads them");
  expect(sentence).toContain("the next sync brings it");
});

test("once invoices were synced and have asked for it, the next sync of payments reads it, and it is there", async () => {
  await stack.sync("sandbox", "invoices");
  const asked = await ask(backdated);
  expect({ verdict: asked.verdict, state: asked.reach?.state }).toEqual({ verdict: "next", state: "waits" });
  expect(asked.reach?.finding).toContain("the next sync reads them");
  await stack.sync("sandbox", "payments");
  expect(await ask(backdated)).toMatchObject({ verdict: "there" });
});

test("what was read back counts as read, and nothing older", async () => {
  expect(await paymentsReadAt(ago(PAID))).toBe(await latestPaymentsSync());
  expect(await paymentsReadAt(ago(EARLIER))).toBeLessThan(await latestPaymentsSync());
});

test("a payment dated before its invoice is passed over until everything is read", async () => {
  const { verdict, reach } = await ask(pay(EARLIER));
  expect(verdict).toBe("blocked");
  expect(reach).toMatchObject({ state: "failed", remedy: expect.stringContaining("--mode full") });
  expect(reach?.finding).toContain(notReadSince(EARLIER));
  expect(reach?.finding).toContain("and the next sync reads only those from");
});
