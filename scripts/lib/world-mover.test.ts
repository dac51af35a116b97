import { describe, expect, it } from "vitest";
import { createWorld } from "../../src/simulators/world/index.ts";
import { createWorldMover } from "./world-mover.ts";

const TODAY = "2026-11-20";
const SEED = 5;
const MOVES = 40;

function moveOften() {
  const world = createWorld({ seed: 1, members: 30, today: TODAY, yearsOfHistory: 1 });
  const before = structuredClone(JSON.parse(JSON.stringify(world))) as typeof world;
  const mover = createWorldMover(world, SEED);
  const sentences = Array.from({ length: MOVES }, () => mover.move(TODAY));
  return { world, before, sentences };
}

describe("the moving world", () => {
  it("has somebody pay, move and be billed, and says so", () => {
    const { sentences } = moveOften();
    expect(sentences.slice(0, 4)).toEqual([
      expect.stringMatching(/ paid .* kr on invoice \d+ in Rubic\.$/),
      expect.stringMatching(/ moved to Flytteveien \d+ in Rubic\.$/),
      expect.stringMatching(/ paid .* kr on invoice \d+ in Rubic\.$/),
      expect.stringMatching(/ was billed .* kr, invoice \d+ in Rubic\.$/),
    ]);
  });

  it("always finds something to do, also when every invoice is paid", () => {
    const { world, before, sentences } = moveOften();
    expect(sentences).not.toContain("Nothing happened in Rubic.");
    expect(world.transactions.length).toBeGreaterThan(before.transactions.length);
    expect(world.invoices.length).toBeGreaterThan(before.invoices.length);
  });

  it("pays exactly what is open, and leaves the unusual examples alone", () => {
    const { world, before } = moveOften();
    const fresh = world.transactions.slice(before.transactions.length);
    for (const { invoiceID, paidAmount } of fresh) {
      const invoice = world.invoices.find((each) => each.invoiceID === invoiceID);
      expect(invoice).toMatchObject({ balance: 0, paidAmount, grossTotal: paidAmount });
    }
    const unusual = new Set(Object.values(world.awkward));
    for (const invoice of before.invoices.filter(({ invoiceID }) => unusual.has(invoiceID))) {
      expect(world.invoices).toContainEqual(invoice);
    }
  });

  it("moves the same way from the same seed", () => {
    expect(moveOften().sentences).toEqual(moveOften().sentences);
  });
});
