/** What the tests of payments ask of a small club: billing, what is booked on one invoice, and what Tripletex has left on it. */
import type { Invoice } from "../../src/simulators/world/entities.ts";
import type { World } from "../../src/simulators/world/index.ts";
import { findBooked } from "./situations.ts";
import { createSmallWorld, customerNoOf } from "./small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "./stack.ts";
import { bookedPayments } from "./tripletex-facts.ts";

type More = Partial<Parameters<World["addInvoice"]>[0]>;

/** Adult membership, 650,00 without VAT. */
export const FEE_PRODUCT = 101;
export const OCR = 1;
export const REFUND = 5;

export async function startSmallClub(today?: string): Promise<Stack> {
  return await startStack({ remotes: await startRemotes({ world: createSmallWorld(today) }) });
}

export async function closeClub(stack: Stack): Promise<void> {
  await stack.close();
  await closeRemotes(stack.remotes);
}

/** One membership of 650,00, or what else is asked for. */
export function billFee(world: World, more: More = {}): Invoice {
  return world.addInvoice({
    customerNo: customerNoOf(world, 0),
    lines: [{ productID: FEE_PRODUCT }],
    ...more,
  });
}

/** What is booked on an invoice in Tripletex, as `2026-01-20 40000`; in the order of booking. */
export function paymentsOn(stack: Stack, { invoiceNumber }: { invoiceNumber: number }): string[] {
  return bookedPayments(stack.remotes.sandbox.state)
    .filter((payment) => payment.invoiceNumber === invoiceNumber)
    .map(({ date, amountOere }) => `${date} ${amountOere}`);
}

export const leftOn = (stack: Stack, invoice: { invoiceNumber: number }) =>
  findBooked(stack, invoice)?.amountOutstanding;

/** Registers a payment in Tripletex as the bank feed or a person would. */
export function payInTripletex(
  stack: Stack,
  invoice: { invoiceNumber: number },
  payment: { date: string; amount: number },
): void {
  const booked = findBooked(stack, invoice);
  if (booked === undefined) throw new Error(`invoice ${invoice.invoiceNumber} is not booked`);
  stack.remotes.sandbox.control.registerPayment({ invoiceId: booked.id, ...payment });
}

/** Whether the mapping of an invoice says that nothing is outstanding; null without one. */
export async function isMarkedPaid(stack: Stack, { invoiceID }: { invoiceID: number }) {
  const rows = await stack.backend.run((ctx) => ctx.db.query("invoiceMapping").collect());
  return rows.find((row) => row.rubicInvoiceId === invoiceID)?.paymentSynced ?? null;
}

const DAY_MS = 86_400_000;

/** All runs so far were yesterday: the next one is the first of its day. */
export async function letADayPass(stack: Stack): Promise<void> {
  await stack.backend.run(async (ctx) => {
    for (const state of await ctx.db.query("syncState").collect()) {
      await ctx.db.patch("syncState", state._id, { startedAt: state.startedAt - DAY_MS });
    }
  });
}
