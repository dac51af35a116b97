/** What happens after an invoice was booked must not make its month another than it is. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { itemsOf, reconcile } from "../helpers/reconcile.ts";
import { createSmallWorld, customerNoOf, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

const TODAY = new Date().toISOString().slice(0, 10);
const LAST_MONTH_DAYS = 35;
const HOODIE = 116;
/** 15 %. */
const FOOD_TYPE = 31;

let stack: Stack;
let invoice: { invoiceID: number; invoiceDate: string };

beforeEach(async () => {
  const remotes = await startRemotes({ world: createSmallWorld(TODAY), today: TODAY });
  stack = await startStack({ remotes, today: TODAY });
  const { world } = remotes.rubic;
  invoice = world.addInvoice({
    customerNo: customerNoOf(world, 0),
    invoiceDate: daysBefore(world, LAST_MONTH_DAYS),
    lines: [{ productID: HOODIE, price: 400 }],
  });
  expect((await stack.sync("sandbox", "all", "full")).status).toBe("success");
});
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

async function compareMonth() {
  const { months } = await reconcile(stack);
  const day = invoice.invoiceDate.slice(0, 10);
  const month = months.find(({ from, toExclusive }) => day >= from && day < toExclusive);
  if (month === undefined) throw new Error(`the month of ${day} was not compared`);
  return { ...month, items: await itemsOf(stack, month.from) };
}

test("a product that has another VAT type today leaves what was billed before as it was booked", async () => {
  await stack.backend.run(async (ctx) => {
    const products = await ctx.db.query("productMapping").collect();
    for (const { _id } of products) await ctx.db.patch("productMapping", _id, { vatTypeId: FOOD_TYPE });
  });
  const { isEqual, items, figures } = await compareMonth();
  expect({ isEqual, items }).toEqual({ isEqual: true, items: [] });
  expect(figures.rubic.vat).toEqual([{ key: "3", netOere: 40_000, vatOere: 10_000 }]);
});
