import { beforeEach, describe, expect, test, vi } from "vitest";
import { type Recording, recordAccess, wouldConflict } from "../ranges.testing.ts";
import {
  convexErrorOf,
  createTest,
  mappingOf,
  OPERATOR,
  RECORD_KINDS,
  type TestDeployment,
} from "../setup.testing.ts";
import type { MappingInput, RecordKind } from "../validators.ts";
import { upsertMapping } from "./mappingDoor.ts";

const TABLES = {
  customer: "customerMapping",
  product: "productMapping",
  invoice: "invoiceMapping",
  credit: "creditNoteMapping",
  payment: "paymentMapping",
} as const satisfies Record<RecordKind, string>;
const ORIGIN = { tripletexEnv: "sandbox", now: 1_000 } as const;

beforeEach(() => {
  vi.useFakeTimers();
});

function upsert(t: TestDeployment, input: MappingInput, env: "sandbox" | "production" = "sandbox") {
  return t.run(async (ctx) => await upsertMapping(ctx, input, { ...ORIGIN, tripletexEnv: env }));
}

async function rowsOf(t: TestDeployment, kind: RecordKind): Promise<Record<string, unknown>[]> {
  return await t.run(async (ctx) => await ctx.db.query(TABLES[kind]).collect());
}

async function recordUpsert(input: MappingInput): Promise<Recording> {
  return await createTest().run(async (ctx) => {
    const recorded = recordAccess(ctx);
    await upsertMapping(recorded.ctx, input, ORIGIN);
    return recorded.recording;
  });
}

describe.each(RECORD_KINDS)("the door to the mappings of a %s", (kind) => {
  test("makes one row of two upserts of one key, in either order, and keeps the later content", async () => {
    const [first, second] = [
      { ...mappingOf(kind, 1, 11), hash: "first" },
      { ...mappingOf(kind, 1, 11), hash: "second" },
    ];
    for (const order of [
      [first, second],
      [second, first],
    ]) {
      const t = createTest();
      for (const input of order) expect(await upsert(t, input)).toEqual({ outcome: "stored" });
      expect(await rowsOf(t, kind)).toMatchObject([{ hash: order[1]?.hash, tripletexEnv: "sandbox" }]);
    }
  });

  test("refuses a second Rubic key on one Tripletex record and names the first one", async () => {
    const t = createTest();
    await upsert(t, mappingOf(kind, 1, 11));
    const answer = await upsert(t, mappingOf(kind, 2, 11));
    expect(answer).toEqual({ outcome: "conflict", otherKey: kind === "product" ? "CODE-1" : "1" });
    expect(await rowsOf(t, kind)).toHaveLength(1);
  });

  test("takes the same keys once more in the other environment", async () => {
    const t = createTest();
    await upsert(t, mappingOf(kind, 1, 11));
    expect(await upsert(t, mappingOf(kind, 1, 11), "production")).toEqual({ outcome: "stored" });
    const rows = await rowsOf(t, kind);
    expect(rows.map(({ tripletexEnv }) => tripletexEnv)).toEqual(["sandbox", "production"]);
  });

  test("keeps the run that made the row when another one updates it", async () => {
    const t = createTest();
    const [first, second] = await t.run(async (ctx) => {
      const run = {
        tripletexEnv: "sandbox" as const,
        types: [],
        mode: "full" as const,
        actor: OPERATOR,
        status: "success" as const,
        startedAt: 0,
        windowEnd: 0,
        interruptions: 0,
      };
      const ids = [await ctx.db.insert("runs", run), await ctx.db.insert("runs", run)] as const;
      for (const runId of ids) await upsertMapping(ctx, mappingOf(kind, 1, 11), { ...ORIGIN, runId });
      return ids;
    });
    expect(await rowsOf(t, kind)).toMatchObject([{ createdByRun: first }]);
    expect(second).not.toBe(first);
  });

  test.each([
    { what: "one Rubic key", other: mappingOf(kind, 1, 12) },
    { what: "one Tripletex record", other: mappingOf(kind, 2, 11) },
    { what: "the very same pair", other: mappingOf(kind, 1, 11) },
  ])("reads and writes overlapping ranges for $what, so that Convex lets one through", async ({ other }) => {
    const one = await recordUpsert(mappingOf(kind, 1, 11));
    const two = await recordUpsert(other);
    expect(wouldConflict(one, two, TABLES[kind])).toBe(true);
    expect(wouldConflict(two, one, TABLES[kind])).toBe(true);
  });

  test("does not stand in the way of another key in the same environment", async () => {
    const one = await recordUpsert(mappingOf(kind, 1, 11));
    const two = await recordUpsert(mappingOf(kind, 2, 12));
    expect(wouldConflict(one, two, TABLES[kind])).toBe(false);
  });
});

describe.each(["invoice", "payment"] as const)("a booked %s", (kind) => {
  test("never moves to another document in Tripletex", async () => {
    const t = createTest();
    await upsert(t, mappingOf(kind, 1, 11));
    const error = await convexErrorOf(upsert(t, mappingOf(kind, 1, 12)));
    expect(error.code).toBe("MAPPING_MOVES");
    expect(error.remedy).not.toBe("");
    expect(await rowsOf(t, kind)).toHaveLength(1);
  });
});

describe("a product", () => {
  test("that gets another code keeps its row", async () => {
    const t = createTest();
    await upsert(t, mappingOf("product", 1, 11));
    const recoded = { ...mappingOf("product", 1, 11), rubicProductCode: "NEW" } as MappingInput;
    expect(await upsert(t, recoded)).toEqual({ outcome: "stored" });
    expect(await rowsOf(t, "product")).toMatchObject([{ rubicProductCode: "NEW", rubicProductId: 1 }]);
  });

  test("keeps the VAT types that it had before, each once", async () => {
    const t = createTest();
    for (const vatTypeId of [5, 5, 6, 5, 6]) {
      await upsert(t, { ...mappingOf("product", 1, 11), vatTypeId } as MappingInput);
    }
    expect(await rowsOf(t, "product")).toMatchObject([{ vatTypeId: 6, formerVatTypeIds: [5, 6] }]);
  });

  test("is refused a code that another product has, and both ranges overlap", async () => {
    const t = createTest();
    await upsert(t, mappingOf("product", 1, 11));
    const sameCode = { ...mappingOf("product", 2, 12), rubicProductCode: "CODE-1" } as MappingInput;
    expect(await upsert(t, sameCode)).toEqual({ outcome: "conflict", otherKey: "CODE-1" });
  });
});

describe("a customer", () => {
  test("that an accountant has approved as alias may share a Tripletex customer", async () => {
    const t = createTest();
    await upsert(t, mappingOf("customer", 1, 11));
    await t.run(async (ctx) => {
      const alias = { rubicCustomerNo: "2", tripletexCustomerId: 11, tripletexEnv: "sandbox" } as const;
      await ctx.db.insert("customerMapping", { ...alias, lastSyncedAt: 0, isAlias: true });
    });
    const hashed = { ...mappingOf("customer", 2, 11), hash: "new" };
    expect(await upsert(t, hashed)).toEqual({ outcome: "stored" });
    expect(await rowsOf(t, "customer")).toMatchObject([{}, { isAlias: true, hash: "new" }]);
  });

  test("that is the first of two on a Tripletex customer can still be updated beside its alias", async () => {
    const t = createTest();
    await upsert(t, mappingOf("customer", 1, 11));
    await t.run(async (ctx) => {
      const alias = { rubicCustomerNo: "2", tripletexCustomerId: 11, tripletexEnv: "sandbox" } as const;
      await ctx.db.insert("customerMapping", { ...alias, lastSyncedAt: 0, isAlias: true });
    });
    const hashed = { ...mappingOf("customer", 1, 11), hash: "new" };
    expect(await upsert(t, hashed)).toEqual({ outcome: "stored" });
  });
});

describe("an invoice's own figures", () => {
  test("follow its payments: what is paid, and whether anything is outstanding", async () => {
    const t = createTest();
    await upsert(t, mappingOf("invoice", 1, 11));
    await upsert(t, mappingOf("payment", 1, 91));
    expect(await rowsOf(t, "invoice")).toMatchObject([{ paidOere: 40_000, paymentSynced: false }]);
    await upsert(t, {
      ...mappingOf("payment", 2, 92),
      amountOere: 60_000,
      outstandingOere: 0,
    } as MappingInput);
    expect(await rowsOf(t, "invoice")).toMatchObject([{ paidOere: 100_000, paymentSynced: true }]);
    await upsert(t, { ...mappingOf("payment", 1, 91), outstandingOere: 0 } as MappingInput);
    expect(await rowsOf(t, "invoice")).toMatchObject([{ paidOere: 100_000, paymentSynced: true }]);
    // Overpaid by 50,00: that is owed to the customer.
    await upsert(t, {
      ...mappingOf("payment", 3, 93),
      amountOere: 5_000,
      outstandingOere: -5_000,
    } as MappingInput);
    expect(await rowsOf(t, "invoice")).toMatchObject([{ paidOere: 105_000, paymentSynced: false }]);
  });
});
