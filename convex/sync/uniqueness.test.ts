import { beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "../_generated/api.js";
import type { Doc, TableNames } from "../_generated/dataModel.js";
import {
  createTest,
  type Holder,
  holdOf,
  intentOf,
  mappingOf,
  RECORD_KINDS,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";
import { putHold } from "./holdDoor.ts";
import { upsertMapping } from "./mappingDoor.ts";

/** As many rows as are read at once. */
const PAGE = 1000;

let t: TestDeployment;
let holder: Holder;
beforeEach(async () => {
  vi.useFakeTimers();
  t = createTest();
  holder = await startRun(t);
  await t.run(async (ctx) => {
    for (const kind of RECORD_KINDS)
      for (const tripletexEnv of ["sandbox", "production"] as const)
        await upsertMapping(ctx, mappingOf(kind, 1, 11), { tripletexEnv, now: 1 });
    const key = { kind: "invoice", rubicKey: "1", tripletexEnv: "sandbox" } as const;
    await putHold(ctx, key, { hold: holdOf(), now: 1 });
  });
  await t.mutation(internal.sync.intents.store, { ...holder, intents: [intentOf("2")] });
});

const prove = () => t.action(internal.sync.uniqueness.prove, {});

/** Puts a second row beside the first one of a table, past its door. */
async function putBeside<Table extends TableNames>(table: Table, change: Partial<Doc<Table>>): Promise<void> {
  await t.run(async (ctx) => {
    const first = await ctx.db.query(table).first();
    if (first === null) throw new Error(`${table} is empty`);
    const { _id, _creationTime, ...fields } = first;
    await ctx.db.insert(table, { ...fields, ...change } as never);
  });
}

test("finds nothing in what the doors have stored, in both environments and for every kind", async () => {
  // Customers, invoices and payments have two keys, products and credits three; a hold and an open write have one.
  expect(await prove()).toEqual({ rows: 2 * (2 + 3 + 2 + 2 + 3) + 1 + 1, doubleCount: 0, doubles: [] });
});

test("an approved alias may share its Tripletex customer, and nobody else", async () => {
  await putBeside("customerMapping", { rubicCustomerNo: "2", isAlias: true });
  expect((await prove()).doubles).toEqual([]);
  await putBeside("customerMapping", { rubicCustomerNo: "3" });
  expect((await prove()).doubles).toEqual(["sandbox: Tripletex customer 11"]);
});

interface Case {
  double: string;
  put: () => Promise<void>;
}

const CASES: Case[] = [
  { double: "customer 1", put: () => putBeside("customerMapping", { tripletexCustomerId: 99 }) },
  { double: "Tripletex customer 11", put: () => putBeside("customerMapping", { rubicCustomerNo: "9" }) },
  {
    double: "product CODE-1",
    put: () => putBeside("productMapping", { rubicProductId: 9, tripletexProductId: 99 }),
  },
  {
    double: "Rubic product 1",
    put: () => putBeside("productMapping", { rubicProductCode: "CODE-9", tripletexProductId: 99 }),
  },
  {
    double: "Tripletex product 11",
    put: () => putBeside("productMapping", { rubicProductCode: "CODE-9", rubicProductId: 9 }),
  },
  { double: "Rubic invoice 1", put: () => putBeside("invoiceMapping", { tripletexInvoiceId: 99 }) },
  { double: "Tripletex invoice 11", put: () => putBeside("invoiceMapping", { rubicInvoiceId: 9 }) },
  { double: "payment 1", put: () => putBeside("paymentMapping", { tripletexPostingId: 99 }) },
  { double: "Tripletex posting 11", put: () => putBeside("paymentMapping", { rubicTransactionId: 9 }) },
  {
    double: "Rubic credit 1",
    put: () => putBeside("creditNoteMapping", { tripletexCreditId: 99, tripletexInvoiceId: 98 }),
  },
  {
    double: "Tripletex credit 11",
    put: () => putBeside("creditNoteMapping", { rubicCreditId: 9, tripletexInvoiceId: 98 }),
  },
  {
    double: "credit of Tripletex invoice 1000011",
    put: () => putBeside("creditNoteMapping", { rubicCreditId: 9, tripletexCreditId: 99 }),
  },
  { double: "write of customer 2", put: () => putBeside("intents", {}) },
  { double: "hold of invoice 1", put: () => putBeside("holds", {}) },
];

describe("names what stands twice", () => {
  test.each(CASES)("$double", async ({ double, put }) => {
    await put();
    expect(await prove()).toMatchObject({ doubleCount: 1, doubles: [`sandbox: ${double}`] });
  });

  test("also on two sides of a page's end", async () => {
    // Before customer "1" in the order of the index.
    const numbers = Array.from({ length: PAGE }, (_, index) => `0${String(index).padStart(4, "0")}`);
    const last = numbers.at(-1) ?? "";
    await t.run(async (ctx) => {
      for (const rubicCustomerNo of [...numbers, last]) {
        const row = {
          tripletexEnv: "sandbox" as const,
          tripletexCustomerId: 7,
          lastSyncedAt: 1,
          isAlias: true,
        };
        await ctx.db.insert("customerMapping", { ...row, rubicCustomerNo });
      }
    });
    expect((await prove()).doubles).toEqual([`sandbox: customer ${last}`]);
  });
});
