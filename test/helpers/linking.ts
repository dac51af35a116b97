/** What a person does by hand in a test of links, on the stack of the moment: in Rubic, in Tripletex and on the page. */
import { expect } from "vitest";
import { api } from "../../convex/_generated/api.js";
import type { LinkedKind } from "../../convex/validators.ts";
import { differenceOere } from "../../src/sync/truth.ts";
import { bookInvoiceByHand, type InvoiceByHand } from "./by-hand.ts";
import { customerNoOf, daysBefore } from "./small-world.ts";
import type { Stack } from "./stack.ts";

export const MEMBERSHIP = 101;
export const SANDBOX = { tripletexEnv: "sandbox" } as const;
export const REASON = "Avklart med kasserer";

interface LinkWish {
  kind: LinkedKind;
  rubicKey: string;
  tripletexId: number;
  asAlias?: boolean;
}

async function expectEqual(stack: Stack): Promise<void> {
  const { comparison } = await stack.overview("sandbox");
  if (comparison === null) throw new Error("nothing was compared");
  expect({
    invoices: differenceOere(comparison.invoices),
    payments: differenceOere(comparison.payments),
    differences: comparison.differences,
  }).toEqual({ invoices: 0, payments: 0, differences: [] });
}

/** @param current the stack of the test that is on */
export function handTools(current: () => Stack) {
  const world = () => current().remotes.rubic.world;
  const tripletex = () => current().remotes.sandbox;
  return {
    world,
    tripletex,
    /** An invoice in Rubic, so many days ago. */
    addBill: (days: number) =>
      world().addInvoice({
        customerNo: customerNoOf(world(), 0),
        invoiceDate: daysBefore(world(), days),
        lines: [{ productID: MEMBERSHIP }],
      }),
    bookByHand: (invoice: InvoiceByHand) => bookInvoiceByHand(tripletex(), invoice),
    candidatesOf: (kind: LinkedKind, rubicKey: string, tripletexId?: number) =>
      current().client.action(api.links.candidates, { ...SANDBOX, kind, rubicKey, tripletexId }),
    link: (wish: LinkWish) =>
      current().client.action(api.links.link, { ...SANDBOX, reason: REASON, ...wish }),
    /** Fails unless both sides are equal to the øre in the latest comparison. */
    expectEqual: () => expectEqual(current()),
  };
}
