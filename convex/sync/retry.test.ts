import { beforeEach, describe, expect, test, vi } from "vitest";
import { LOCAL_ISSUER } from "../../src/identity.ts";
import type { HoldCode } from "../../src/sync/hold-codes.ts";
import { api, internal } from "../_generated/api.js";
import {
  commitArgs,
  convexErrorOf,
  createTest,
  holdOf,
  OPERATOR,
  openHold,
  startRun,
} from "../setup.testing.ts";
import type { RecordKind } from "../validators.ts";
import { ensureEnvironment } from "./environments.ts";
import { findHold, putHold } from "./holdDoor.ts";

const SANDBOX = { tripletexEnv: "sandbox" } as const;
const PAGE = { numItems: 10, cursor: null };
const NOW = Date.parse("2026-03-01T12:00:00Z");

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});

function asOperator(t: ReturnType<typeof createTest>) {
  return t.withIdentity({ issuer: LOCAL_ISSUER, subject: "local", name: "Kari" });
}

/** A held record, and an environment that nobody holds. */
async function heldRecord(kind: RecordKind = "invoice") {
  const t = createTest();
  const holdId = await openHold(t, { kind });
  const live = await t.run(async (ctx) => {
    const [run] = await ctx.db.query("runs").take(1);
    const [lease] = await ctx.db.query("leases").take(1);
    if (run === undefined || lease === undefined) throw new Error("a run is on");
    return { runId: run._id, fence: lease.fence };
  });
  await t.mutation(internal.sync.commit.commit, commitArgs(live, { next: { do: "finish" } }));
  return { t, operator: asOperator(t), holdId };
}

describe("trying again", () => {
  test.each<[RecordKind, string[]]>([
    ["product", ["products", "customers", "invoices", "payments"]],
    ["customer", ["customers", "invoices", "payments"]],
    ["invoice", ["invoices", "payments"]],
    ["payment", ["payments"]],
  ])("a %s starts a run of what waits for it: %j", async (kind, types) => {
    const { t, operator, holdId } = await heldRecord(kind);
    const answer = await operator.mutation(api.holds.retry, { ...SANDBOX, holdId });
    expect(answer.outcome).toBe("started");
    const [run, hold] = await t.run(async (ctx) => [
      await ctx.db.get("runs", answer.runId),
      await ctx.db.get("holds", holdId),
    ]);
    expect(run).toMatchObject({ types, actor: { name: "Kari" } });
    expect(hold?.nextAttemptAt).toBe(0);
  });

  test("reaches the record behind more overdue ones than a run looks at", async () => {
    const { t, operator } = await heldRecord();
    const old = { ...SANDBOX, kind: "invoice", rubicKey: "old" } as const;
    const holdId = await t.run(async (ctx) => {
      const environment = await ensureEnvironment(ctx, "sandbox");
      await ctx.db.patch("environments", environment._id, { booksFrom: "2025-01-01" });
      await putHold(ctx, old, { hold: holdOf({ documentDate: "2025-05-01" }), now: NOW });
      for (let index = 0; index < 500; index += 1) {
        const hold = holdOf({ code: "INVOICE_NOT_SENT", documentDate: "2026-02-20" });
        await putHold(ctx, { ...old, rubicKey: `overdue ${index}` }, { hold, now: 1 });
      }
      return (await findHold(ctx, old))?._id;
    });
    await operator.mutation(api.holds.retry, { ...SANDBOX, holdId });
    const states = await t.run((ctx) => ctx.db.query("syncState").order("desc").take(2));
    const from = states.find(({ syncType }) => syncType === "invoices")?.window?.from ?? NOW;
    expect(new Date(from).toISOString().slice(0, 10)).toBe("2025-04-28");
  });

  test("finds holds by their cause, by their kind, or all of them", async () => {
    for (const which of [{ code: "NEEDS_CREDIT" }, { kind: "invoice" as const }, {}]) {
      const t = createTest();
      const holdId = await openHold(t, { hold: { code: "NEEDS_CREDIT" } });
      const answer = await asOperator(t).mutation(api.holds.retry, { ...SANDBOX, ...which });
      // The run that made the hold is still on: the hold is due for the next one.
      expect(answer.outcome).toBe("busy");
      const hold = await t.run((ctx) => ctx.db.get("holds", holdId));
      expect(hold?.nextAttemptAt).toBe(0);
    }
  });

  test.each([{ code: "SOMETHING_ELSE" }, { kind: "payment" as const }])(
    "says so when nothing of the kind is held: %j",
    async (which) => {
      const { operator } = await heldRecord();
      const error = await convexErrorOf(operator.mutation(api.holds.retry, { ...SANDBOX, ...which }));
      expect(error.code).toBe("HOLD_NOT_FOUND");
    },
  );

  test("does not reach into the other environment", async () => {
    const { operator, holdId } = await heldRecord();
    const wish = { tripletexEnv: "production", holdId } as const;
    const error = await convexErrorOf(operator.mutation(api.holds.retry, wish));
    expect(error.code).toBe("HOLD_NOT_FOUND");
  });
});

describe("leaving out", () => {
  test("moves the record to the other list with who, when and why, and back", async () => {
    const { operator, holdId } = await heldRecord();
    const labels = async (state: "open" | "ignored") =>
      (await operator.query(api.holds.list, { ...SANDBOX, state, paginationOpts: PAGE })).page;
    await operator.mutation(api.holds.ignore, { holdId, reason: "Booked by hand" });
    expect(await labels("open")).toEqual([]);
    expect(await labels("ignored")).toMatchObject([
      { id: holdId, ignored: { reason: "Booked by hand", at: NOW, actor: { name: "Kari" } } },
    ]);
    await operator.mutation(api.holds.reopen, { holdId });
    expect(await labels("open")).toMatchObject([{ id: holdId, ignored: null }]);
  });

  test("needs a reason, and a record that is held", async () => {
    const { operator, holdId } = await heldRecord();
    const unexplained = await convexErrorOf(operator.mutation(api.holds.ignore, { holdId, reason: " " }));
    expect(unexplained.code).toBe("REASON_MISSING");
    await operator.mutation(api.holds.ignore, { holdId, reason: "Once" });
    const twice = await convexErrorOf(operator.mutation(api.holds.ignore, { holdId, reason: "Twice" }));
    expect(twice.code).toBe("HOLD_NOT_FOUND");
  });

  test("lasts while the reason is the same, and ends when the record is held for another one", async () => {
    const { t, operator, holdId } = await heldRecord();
    await operator.mutation(api.holds.ignore, { holdId, reason: "Booked by hand" });
    const state = async () => (await t.run((ctx) => ctx.db.get("holds", holdId)))?.state;
    const hold = await t.run((ctx) => ctx.db.get("holds", holdId));
    if (hold === null) throw new Error("the hold exists");
    const { runId } = await startRun(t);
    const [lease] = await t.run((ctx) => ctx.db.query("leases").take(1));
    const holder = { runId, fence: lease?.fence ?? 0 };
    const again = (code: HoldCode) => ({
      outcome: "held" as const,
      kind: hold.kind,
      rubicKey: hold.rubicKey,
      hold: { label: hold.label, code, message: hold.message },
      removesIntent: false,
    });
    await t.mutation(internal.sync.commit.commit, commitArgs(holder, { results: [again("NEEDS_CREDIT")] }));
    expect(await state()).toBe("ignored");
    await t.mutation(
      internal.sync.commit.commit,
      commitArgs(holder, { commitsBefore: 1, results: [again("INVOICE_NOT_SENT")] }),
    );
    expect(await state()).toBe("open");
  });

  test("is told in the audit log", async () => {
    const { t, holdId } = await heldRecord();
    await t.mutation(internal.sync.holdActs.ignore, { holdId, reason: "Feil", actor: OPERATOR });
    const log = await t.run((ctx) => ctx.db.query("auditLog").order("desc").take(1));
    expect(log).toMatchObject([
      { act: "ignoreHold", actor: OPERATOR, details: expect.stringContaining("Feil") },
    ]);
  });
});
