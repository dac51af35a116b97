/** Questions that the tests of the table of situations ask of a stack after a sync. */
import { expect } from "vitest";
import type { HoldCode } from "../../src/sync/hold-codes.ts";
import type { Stack } from "./stack.ts";

type Kind = "customer" | "product" | "invoice" | "credit" | "payment";

async function findHold(stack: Stack, kind: Kind, key: string | number) {
  const holds = await stack.openHolds("sandbox");
  return holds.find((hold) => hold.kind === kind && hold.rubicKey === String(key));
}

/** The open hold of a record, which must have this code, and this amount in øre where one is given. */
export async function expectHold(
  stack: Stack,
  kind: Kind,
  key: string | number,
  expected: { code: HoldCode; amountOere?: number },
) {
  const hold = await findHold(stack, kind, key);
  expect(hold).toMatchObject(expected);
  if (hold === undefined) throw new Error(`${kind} ${key} is not held`);
  return hold;
}

export async function noHold(stack: Stack, kind: Kind, key: string | number): Promise<void> {
  expect(await findHold(stack, kind, key)).toBeUndefined();
}

export function findCustomer(stack: Stack, customerNumber: number) {
  return stack.remotes.sandbox.state.customers.find((each) => each.customerNumber === customerNumber);
}

export function findProduct(stack: Stack, number: string) {
  return stack.remotes.sandbox.state.products.find((each) => each.number === number);
}

/** The invoice that was booked for one of Rubic's. */
export function findBooked(stack: Stack, { invoiceNumber }: { invoiceNumber: number }) {
  return stack.remotes.sandbox.state.invoices.find((each) => each.invoiceNumber === invoiceNumber);
}
