/**
 * The months of both sides beside each other: every figure equals an independent sum over the simulators' data, and what is not the
 * same is named down to the document, with its amounts and its cause.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { osloDate } from "../../src/sync/oslo.ts";
import { bookSums, itemsOf, reconcile, worldSums } from "../helpers/reconcile.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";
import { writesTo } from "../helpers/tripletex-facts.ts";

const TODAY = osloDate(Date.now());

let stack: Stack;

async function open(options: Parameters<typeof startRemotes>[0]): Promise<void> {
  const remotes = await startRemotes({ today: TODAY, ...options });
  stack = await startStack({ remotes, today: TODAY });
}

async function close(): Promise<void> {
  await stack.close();
  await closeRemotes(stack.remotes);
}

describe("a club of two years, with all its unusual records", () => {
  beforeAll(async () => {
    await open({ members: 60 });
    await stack.sync("sandbox", "all", "full");
  });
  afterAll(close);

  test("is equal to the øre in every month, each rest being a named hold, and every figure is that of the simulators", async () => {
    const { months, problem, allReadAt } = await reconcile(stack);
    expect(problem).toBeNull();
    expect(allReadAt).not.toBeNull();
    expect(months.length).toBeGreaterThan(20);
    for (const month of months) {
      const { rubic, tripletex } = month.figures;
      const { vat: rubicVat, ...rubicSums } = rubic;
      const { vat, ...sums } = tripletex;
      expect({ from: month.from, ...rubicSums }).toEqual({ from: month.from, ...worldSums(stack, month) });
      const books = bookSums(stack, month);
      expect({
        ...sums,
        vat: Object.fromEntries(vat.map((each) => [each.key, [each.netOere, each.vatOere]])),
      }).toEqual(books);
      expect(rubicVat.reduce((sum, each) => sum + each.vatOere, 0)).toBe(rubic.vatOere);
      expect({ from: month.from, isEqual: month.isEqual, counts: month.counts }).toMatchObject({
        from: month.from,
        isEqual: true,
        counts: { difference: 0, byHand: 0 },
      });
      const items = await itemsOf(stack, month.from);
      expect(items.every(({ cause, holdCode }) => cause === "HELD" && holdCode !== null)).toBe(true);
      expect(items).toHaveLength(month.counts.held);
    }
    expect(months.some(({ counts }) => counts.held > 0)).toBe(true);
  });

  test("leaves no shelf behind, and writes nothing to Tripletex", async () => {
    stack.remotes.sandbox.control.requests.clear();
    await reconcile(stack);
    expect(writesTo(stack.remotes.sandbox)).toEqual([]);
    await expect
      .poll(() => stack.backend.run(async (ctx) => (await ctx.db.query("reconcileShelves").collect()).length))
      .toBe(0);
  });
});
