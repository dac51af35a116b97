// The tests compare ids, whose name is Convex's own.
/* oxlint-disable no-underscore-dangle */
import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { convexTest } from "convex-test";
import { describe, expect, it } from "vitest";
import { accelerate } from "./accelerator.ts";
import { reachInternals } from "./engine-internals.ts";

/** 320 transactions of up to 6 steps each; the seed is printed in the name of a failing test. */
const TRANSACTIONS = 320;
const SEED = 20_261_121;
/** Enough for several rows per key; more would only make the stock engine slow. */
const MAX_ROWS = 60;
const DELETE = 3;

const scalar = v.union(v.null(), v.boolean(), v.number(), v.string(), v.int64(), v.array(v.number()));
const schema = defineSchema({
  rows: defineTable({
    group: v.optional(scalar),
    position: v.optional(v.number()),
    inner: v.optional(v.object({ key: v.string() })),
  })
    .index("by_group_position", ["group", "position"])
    .index("by_inner", ["inner.key", "group"]),
  others: defineTable({ position: v.number() }),
});

function startEngines() {
  const modules = { "./_generated/api.js": () => Promise.resolve({}) };
  const stock = convexTest({ schema, modules });
  const accelerated = convexTest({ schema, modules });
  for (const { db } of Object.values(reachInternals(accelerated).components)) accelerate(db);
  return { stock, accelerated };
}

type TestEngine = ReturnType<typeof startEngines>["stock"];
type Context = Parameters<Parameters<TestEngine["run"]>[0]>[0];

/** mulberry32: a small seeded generator, so that a failure can be repeated. */
function createRandom(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    pick: <const Items extends readonly unknown[]>(items: Items): Items[number] => items[below(items.length)],
  };
}

type Random = ReturnType<typeof createRandom>;

const GROUPS = [
  "a",
  "b",
  "",
  "1",
  1,
  0,
  -0,
  Number.NaN,
  1n,
  2n ** 63n - 1n,
  true,
  false,
  null,
  [1],
  undefined,
] as const;

function randomRow(random: Random) {
  const group = random.pick(GROUPS);
  return {
    ...(group === undefined ? {} : { group: Array.isArray(group) ? [1] : (group as "a") }),
    ...(random.below(4) === 0 ? {} : { position: random.below(5) }),
    ...(random.below(2) === 0 ? {} : { inner: { key: random.pick(["x", "y"]) } }),
  };
}

/** Creation times come from the clock, so they differ between the engines; everything else must not. */
function withoutTime(rows: { _creationTime: number }[]) {
  return rows.map(({ _creationTime: _time, ...row }) => row);
}

async function readSomething(ctx: Context, random: Random) {
  const group = random.pick(GROUPS) as "a" | undefined;
  const position = random.below(5);
  const order = random.pick(["asc", "desc"]);
  const rows = ctx.db.query("rows");
  switch (random.below(7)) {
    case 0:
      return withoutTime(await rows.order(order).collect());
    case 1:
      return withoutTime(
        await rows
          .withIndex("by_group_position", (q) => q.eq("group", group))
          .order(order)
          .collect(),
      );
    case 2:
      return withoutTime(
        await rows
          .withIndex("by_group_position", (q) => q.eq("group", group).eq("position", position))
          .collect(),
      );
    case 3:
      return withoutTime(
        await rows
          .withIndex("by_group_position", (q) =>
            q.eq("group", group).gt("position", 0).lte("position", position),
          )
          .order(order)
          .take(3),
      );
    case 4:
      return withoutTime(
        await rows
          .withIndex("by_group_position", (q) => q.gte("group", group))
          .order(order)
          .collect(),
      );
    case 5:
      return withoutTime(
        await rows
          .withIndex("by_inner", (q) => q.eq("inner.key", "x"))
          .order(order)
          .collect(),
      );
    default:
      return withoutTime(
        await rows.withIndex("by_inner", (q) => q.eq("inner.key", "y").eq("group", group)).collect(),
      );
  }
}

async function writeSomething(ctx: Context, random: Random): Promise<void> {
  const existing = await ctx.db.query("rows").collect();
  const target = existing[random.below(existing.length + 1)];
  const row = randomRow(random);
  const act = existing.length > MAX_ROWS ? DELETE : random.below(5);
  switch (target === undefined ? 0 : act) {
    case 1:
      if (target !== undefined) await ctx.db.patch(target._id, row);
      return;
    case 2:
      if (target !== undefined) await ctx.db.replace(target._id, row);
      return;
    case DELETE:
      if (target !== undefined) await ctx.db.delete(target._id);
      return;
    default:
      await ctx.db.insert("rows", row);
      await ctx.db.insert("others", { position: random.below(3) });
  }
}

/** One transaction of reads and writes mixed; a quarter of them throw at the end and are rolled back. */
async function runTransaction(engine: TestEngine, seed: number): Promise<string> {
  const random = createRandom(seed);
  const seen: unknown[] = [];
  const outcome = await engine
    .run(async (ctx) => {
      for (let step = random.below(6) + 1; step > 0; step -= 1) {
        await writeSomething(ctx, random);
        seen.push(await readSomething(ctx, random));
      }
      if (random.below(4) === 0) throw new Error("rolled back");
      return null;
    })
    .then(
      () => "committed",
      (error: unknown) => String(error),
    );
  return stringify([outcome, seen]);
}

/** JSON that tells int64, -0 and NaN from what they look like. */
function stringify(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === "bigint") return `int64 ${item}`;
    return typeof item === "number" && (Number.isNaN(item) || Object.is(item, -0))
      ? `number ${1 / item}`
      : item;
  });
}

/** How many rows of a group a transaction sees. */
const countGroup = async (ctx: Context, group: string) =>
  (
    await ctx.db
      .query("rows")
      .withIndex("by_group_position", (q) => q.eq("group", group))
      .collect()
  ).length;

describe("the accelerator", () => {
  it(`gives the same results as the stock engine over ${TRANSACTIONS} random transactions (seed ${SEED})`, {
    timeout: 30_000,
  }, async () => {
    const { stock, accelerated } = startEngines();
    const outcomes = new Set<string>();
    for (let transaction = 0; transaction < TRANSACTIONS; transaction += 1) {
      const expected = await runTransaction(stock, SEED + transaction);
      expect(await runTransaction(accelerated, SEED + transaction), `transaction ${transaction}`).toBe(
        expected,
      );
      outcomes.add(expected.slice(0, 12));
    }
    expect(outcomes.size).toBe(2);
  });

  it("sees writes of the running transaction, and forgets those of one that was rolled back", async () => {
    const { accelerated } = startEngines();
    const id = await accelerated.run(async (ctx) => {
      const inserted = await ctx.db.insert("rows", { group: "old" });
      expect(await countGroup(ctx, "old")).toBe(1);
      return inserted;
    });
    const failing = accelerated.run(async (ctx) => {
      await ctx.db.patch(id, { group: "new" });
      expect([await countGroup(ctx, "old"), await countGroup(ctx, "new")]).toEqual([0, 1]);
      throw new Error("rolled back");
    });
    await expect(failing).rejects.toThrow("rolled back");
    expect(
      await accelerated.run(async (ctx) => [await countGroup(ctx, "old"), await countGroup(ctx, "new")]),
    ).toEqual([1, 0]);
  });

  it("looks up a thousand keys among 5,000 documents in under 2 seconds", async () => {
    const { accelerated } = startEngines();
    await accelerated.run(async (ctx) => {
      for (let position = 0; position < 5000; position += 1)
        await ctx.db.insert("rows", { group: `g${position}`, position });
    });
    const startMs = performance.now();
    const found = await accelerated.run(async (ctx) => {
      let hits = 0;
      for (let key = 0; key < 1000; key += 1) {
        const row = await ctx.db
          .query("rows")
          .withIndex("by_group_position", (q) => q.eq("group", `g${key * 5}`))
          .unique();
        if (row?.position === key * 5) hits += 1;
      }
      return hits;
    });
    expect(found).toBe(1000);
    // The stock engine needs about 7 seconds for this (Convex dossier C4); the accelerator about 0.1.
    expect(performance.now() - startMs).toBeLessThan(2000);
  });
});
