/** What the remedy of a credit that is gone from Rubic tells a person closes the difference. A membership costs 650,00. */
import { afterEach, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import type { RubicSettings } from "../../src/simulators/rubic/settings.ts";
import { handTools, REASON, SANDBOX } from "../helpers/linking.ts";
import { itemsOf, reconcile } from "../helpers/reconcile.ts";
import { createSmallWorld } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

let stack: Stack;
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

const { world, addBill, bookByHand, expectEqual } = handTools(() => stack);

/** An invoice whose credit is booked and was then taken back in Rubic. */
async function takeBack(settings: Partial<RubicSettings>) {
  stack = await startStack({ remotes: await startRemotes({ world: createSmallWorld() }) });
  stack.remotes.rubic.control.changeSettings(settings);
  const invoice = addBill(5);
  await stack.sync("sandbox", "all", "full");
  world().creditInvoice({ invoiceID: invoice.invoiceID });
  await stack.sync("sandbox", "all", "full");
  Object.assign(invoice, { creditedAmount: 0, creditNoteAmount: 0, balance: 650, unpaidAmount: 650 });
  await stack.sync("sandbox", "all", "full");
  expect(await causes()).toEqual(["CREDIT_GONE_FROM_RUBIC"]);
  return invoice;
}

/** Of what differs in the months, beside what was made by hand. */
async function causes() {
  const { months } = await reconcile(stack);
  const items = await Promise.all(months.map(({ from }) => itemsOf(stack, from)));
  return items.flat().flatMap(({ cause }) => (cause === "BY_HAND" ? [] : cause));
}

const MODES = ["amountsOnOriginal", "both", "negativeInvoice"] as const;

test.each(MODES)(
  "billed anew by hand and linked to that, both sides are equal, shown as %s",
  async (creditNoteMode) => {
    const invoice = await takeBack({ creditNoteMode });
    const anew = bookByHand({ number: 90_001, date: world().today, kroner: 650 });
    const wish = { ...SANDBOX, kind: "invoice", rubicKey: String(invoice.invoiceID) } as const;
    await stack.client.action(api.links.relink, { ...wish, tripletexId: anew.id, reason: REASON });
    await stack.sync("sandbox", "all", "full");
    await expectEqual();
    expect(await causes()).toEqual([]);
    expect(await stack.openHolds("sandbox")).toEqual([]);
  },
);

test.each(MODES)("credited in Rubic again it is the same credit, shown as %s", async (creditNoteMode) => {
  const invoice = await takeBack({ creditNoteMode });
  world().creditInvoice({ invoiceID: invoice.invoiceID });
  await stack.sync("sandbox", "all", "full");
  await expectEqual();
  expect(await causes()).toEqual([]);
  expect(await stack.openHolds("sandbox")).toEqual([]);
});
