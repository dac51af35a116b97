import { beforeEach, describe, expect, test, vi } from "vitest";
import { LOCAL_ISSUER } from "../../src/identity.ts";
import { api, internal } from "../_generated/api.js";
import type { Id } from "../_generated/dataModel.js";
import {
  commitArgs,
  createTest,
  type Holder,
  intentOf,
  mappingOf,
  RECORD_KINDS,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";
import type { RecordKind, RecordResult } from "../validators.ts";

let t: TestDeployment;
let holder: Holder;
beforeEach(async () => {
  vi.useFakeTimers();
  t = createTest();
  holder = await startRun(t);
});

const commit = (
  by: Holder,
  results: RecordResult[],
  next: { do: "stay" } | { do: "finish" } = { do: "stay" },
) => t.mutation(internal.sync.commit.commit, commitArgs(by, { results, next }));

type How = "created" | "updated" | "adopted" | "unchanged";
const mapped = (kind: RecordKind, key: number, how: How): RecordResult => ({
  outcome: "mapped",
  how,
  rubicKey: String(key),
  label: `${kind} ${key}`,
  mapping: mappingOf(kind, key, 10 + key),
});

const operator = () => t.withIdentity({ issuer: LOCAL_ISSUER, subject: "local" });
const listed = async (runId: Id<"runs">, kind?: RecordKind) =>
  (
    await operator().query(api.runs.written, {
      runId,
      ...(kind !== undefined && { kind }),
      paginationOpts: { numItems: 100, cursor: null },
    })
  ).page.map(({ id: _id, at: _at, ...row }) => row);
const summary = (runId: Id<"runs">) => operator().query(api.runs.writtenCounts, { runId });

describe("what a run wrote", () => {
  test("has a row for each record that it created, changed or adopted, with amount and date, but none that it left alone", async () => {
    for (const kind of RECORD_KINDS) await commit(holder, [mapped(kind, 1, "created")]);
    await commit(holder, [mapped("customer", 1, "unchanged"), mapped("customer", 2, "adopted")]);
    await commit(holder, [mapped("customer", 1, "updated"), mapped("customer", 1, "updated")]);
    const bare = { amountOere: null, documentDate: null };
    expect(await listed(holder.runId)).toEqual([
      {
        kind: "credit",
        how: "created",
        number: "50001",
        tripletexId: 11,
        amountOere: -100_000,
        documentDate: "2026-03-08",
      },
      { kind: "customer", how: "adopted", number: "2", tripletexId: 12, ...bare },
      { kind: "customer", how: "created", number: "1", tripletexId: 11, ...bare },
      { kind: "customer", how: "updated", number: "1", tripletexId: 11, ...bare },
      { kind: "customer", how: "updated", number: "1", tripletexId: 11, ...bare },
      {
        kind: "invoice",
        how: "created",
        number: "20001",
        tripletexId: 11,
        amountOere: 100_000,
        documentDate: "2026-03-01",
      },
      {
        kind: "payment",
        how: "created",
        number: "1",
        tripletexId: 11,
        amountOere: 40_000,
        documentDate: "2026-03-05",
      },
      { kind: "product", how: "created", number: "CODE-1", tripletexId: 11, ...bare },
    ]);
    expect(await listed(holder.runId, "payment")).toHaveLength(1);
    const none = { created: 0, updated: 0, adopted: 0, unclear: 0 };
    expect(await summary(holder.runId)).toEqual({
      counts: [
        { kind: "product", ...none, created: 1 },
        { kind: "customer", ...none, created: 1, updated: 2, adopted: 1 },
        { kind: "invoice", ...none, created: 1 },
        { kind: "credit", ...none, created: 1 },
        { kind: "payment", ...none, created: 1 },
      ],
      inDoubt: 0,
    });
  });

  test("keeps its rows when a later run changes the same record", async () => {
    await commit(holder, [mapped("customer", 1, "updated")], { do: "finish" });
    const later = await startRun(t);
    await commit(later, [mapped("customer", 1, "updated")]);
    expect([(await listed(holder.runId)).length, (await listed(later.runId)).length]).toEqual([1, 1]);
  });

  test("has what Tripletex carried out although its mapping was refused, but nothing that was only met there", async () => {
    await commit(holder, [mapped("customer", 1, "created")]);
    const rival = (how: How): RecordResult => ({
      ...mapped("customer", 2, how),
      outcome: "mapped",
      how,
      rubicKey: "2",
      label: "Customer 2",
      mapping: { kind: "customer", rubicCustomerNo: "2", tripletexCustomerId: 11 },
    });
    await commit(holder, [rival("adopted")]);
    expect(await listed(holder.runId)).toHaveLength(1);
    await commit(holder, [rival("created")]);
    expect(await listed(holder.runId)).toHaveLength(2);
  });

  test("counts what is in doubt, and gets it when a later run finds it", async () => {
    await t.mutation(internal.sync.intents.store, { ...holder, intents: [intentOf("1")] });
    const doubt: RecordResult = {
      outcome: "held",
      kind: "customer",
      rubicKey: "1",
      hold: { label: "Customer 1", code: "IN_DOUBT", message: "It is not known yet." },
      removesIntent: false,
    };
    await commit(holder, [doubt], { do: "finish" });
    expect(await summary(holder.runId)).toEqual({ counts: [], inDoubt: 1 });
    const later = await startRun(t);
    await commit(later, [mapped("customer", 1, "created")]);
    expect(await listed(holder.runId)).toMatchObject([{ how: "created", number: "1" }]);
    expect(await listed(later.runId)).toEqual([]);
    expect(await summary(holder.runId)).toMatchObject({ inDoubt: 0 });
    const [mapping] = await t.run(async (ctx) => await ctx.db.query("customerMapping").collect());
    expect(mapping?.createdByRun).toBe(holder.runId);
  });

  test("says that an update is unclear whose answer was lost, but not one that was never sent", async () => {
    const intents = [intentOf("1", "update"), intentOf("2", "update")];
    await t.mutation(internal.sync.intents.store, { ...holder, intents });
    const keys = [{ kind: "customer" as const, rubicKey: "1" }];
    await t.mutation(internal.sync.intents.noteEmptyLookups, { ...holder, keys });
    const dropped = ["1", "2"].map(
      (rubicKey): RecordResult => ({ outcome: "dropped", kind: "customer", rubicKey }),
    );
    await commit(holder, dropped);
    expect(await listed(holder.runId)).toMatchObject([{ how: "unclear", number: "1", tripletexId: null }]);
  });

  test("is stored once when a commit is sent again after its answer was lost", async () => {
    const args = commitArgs(holder, { commitsBefore: 0, results: [mapped("customer", 1, "created")] });
    await t.mutation(internal.sync.commit.commit, args);
    await t.mutation(internal.sync.commit.commit, args);
    expect(await listed(holder.runId)).toHaveLength(1);
  });
});
