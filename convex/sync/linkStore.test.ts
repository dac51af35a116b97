import { beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "../_generated/api.js";
import { recordAccess, wouldConflict } from "../ranges.testing.ts";
import {
  commitArgs,
  convexErrorOf,
  createTest,
  intentOf,
  LINKED_KINDS,
  linkArgs,
  mappingOf,
  OPERATOR,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";
import type { MappingInput } from "../validators.ts";
import { ASKED_FOR, putHold } from "./holdDoor.ts";
import { findLease, releaseLease, takeLease } from "./lease.ts";
import { refuseWhileRunning } from "./linkStore.ts";

let t: TestDeployment;
beforeEach(() => {
  vi.useFakeTimers({ now: 5_000 });
  t = createTest();
});

const link = (change: Parameters<typeof linkArgs>[0] = {}) =>
  t.mutation(internal.sync.linkStore.store, linkArgs(change));
const unlink = (kind: (typeof LINKED_KINDS)[number], withPayments = false) =>
  t.mutation(internal.sync.linkStore.remove, {
    tripletexEnv: "sandbox",
    actor: OPERATOR,
    reason: "Feil",
    kind,
    rubicKey: "1",
    withPayments,
  });
const rowsOf = (
  table: "customerMapping" | "invoiceMapping" | "paymentMapping" | "holds" | "totals" | "auditLog",
) => t.run((ctx) => ctx.db.query(table).collect());
const totalOf = async (kind: string) => {
  const rows = await t.run((ctx) => ctx.db.query("totals").collect());
  const row = rows.find((each) => each.kind === kind);
  return row && [row.mappedCount, row.mappedOere, row.heldOere, row.ignoredOere];
};

describe("a link by hand", () => {
  test.each(LINKED_KINDS)(
    "of a %s is stored with who and why, and taken back: a document waits with its amount, due at once",
    async (kind) => {
      await link({ mapping: mappingOf(kind, 1, 11) });
      const rows = await t.run((ctx) => ctx.db.query(`${kind}Mapping`).collect());
      expect(rows).toMatchObject([{ linkedBy: { actor: OPERATOR, reason: "Samme kunde", at: 5_000 } }]);
      await unlink(kind);
      expect(await t.run((ctx) => ctx.db.query(`${kind}Mapping`).collect())).toEqual([]);
      const heldOere = { customer: 0, product: 0, invoice: 100_000, payment: 40_000 }[kind];
      expect(await totalOf(kind)).toEqual([0, 0, heldOere, 0]);
      const waiting = { code: "UNLINKED", state: "open", nextAttemptAt: ASKED_FOR, amountOere: heldOere };
      expect(await rowsOf("holds")).toMatchObject(heldOere === 0 ? [] : [waiting]);
      expect((await rowsOf("auditLog")).map((row) => "act" in row && row.act)).toEqual(["link", "unlink"]);
    },
  );

  test("closes the record's hold", async () => {
    const key = { kind: "customer", rubicKey: "1", tripletexEnv: "sandbox" } as const;
    const hold = { label: "Customer 1", code: "CUSTOMER_NUMBER_TAKEN" as const, message: "Taken." };
    await t.run((ctx) => putHold(ctx, key, { hold, now: 1 }));
    await link();
    expect(await rowsOf("holds")).toMatchObject([{ state: "resolved" }]);
  });

  test("with another amount leaves the rest out with the person's reason, so that the sums stay equal", async () => {
    const accepted = {
      label: "Invoice 1",
      code: "LINKED_WITH_DIFFERENCE" as const,
      message: "M",
      amountOere: 500,
    };
    await link({ mapping: mappingOf("invoice", 1, 11), accepted });
    expect(await rowsOf("holds")).toMatchObject([{ state: "ignored", ignored: { reason: "Samme kunde" } }]);
    expect(await totalOf("invoice")).toEqual([1, 100_000, 0, 500]);
    await unlink("invoice");
    expect(await totalOf("invoice")).toEqual([0, 0, 100_500, 0]);
  });

  test("of an invoice with another day in Tripletex is taken back to wait by its day in Rubic", async () => {
    const days = { invoiceDate: "2026-01-20", rubicInvoiceDate: "2025-11-05" };
    await link({ mapping: { ...mappingOf("invoice", 1, 11), ...days } as MappingInput });
    await unlink("invoice");
    expect(await rowsOf("holds")).toMatchObject([{ code: "UNLINKED", documentDate: "2025-11-05" }]);
  });

  test("of an invoice before the cut-over stays outside of the sums", async () => {
    await link({ mapping: mappingOf("invoice", 1, 11), isBeforeCutover: true });
    expect(await totalOf("invoice")).toBeUndefined();
    await unlink("invoice");
    expect(await totalOf("invoice")).toBeUndefined();
    expect(await rowsOf("holds")).toEqual([]);
  });

  test("makes due what may have waited for it, so that the next sync reads back to it", async () => {
    const key = { kind: "payment", rubicKey: "5", tripletexEnv: "sandbox" } as const;
    const hold = {
      label: "Payment 5",
      code: "BEFORE_CUTOVER" as const,
      message: "Old.",
      documentDate: "2025-01-01",
    };
    await t.run((ctx) => putHold(ctx, key, { hold, now: 4_000 }));
    await link({ mapping: mappingOf("invoice", 1, 11), isBeforeCutover: true });
    expect(await rowsOf("holds")).toMatchObject([{ state: "open", nextAttemptAt: 1 }]);
  });

  test("needs a reason", async () => {
    expect((await convexErrorOf(link({ reason: "  " }))).code).toBe("REASON_MISSING");
  });
});

describe("is refused", () => {
  test.each(LINKED_KINDS)("when the %s in Tripletex is linked to another one", async (kind) => {
    await link({ mapping: mappingOf(kind, 2, 11) });
    const error = await convexErrorOf(link({ mapping: mappingOf(kind, 1, 11) }));
    expect(error).toMatchObject({ code: "LINKED_TO_OTHER", remedy: expect.any(String) });
  });

  test("when a second customer is not meant as an alias; as one it is stored", async () => {
    await link({ mapping: mappingOf("customer", 2, 11) });
    expect((await convexErrorOf(link())).code).toBe("LINKED_TO_OTHER");
    await link({ asAlias: true });
    const rows = await t.run((ctx) => ctx.db.query("customerMapping").collect());
    expect(rows.map(({ rubicCustomerNo, isAlias }) => [rubicCustomerNo, isAlias ?? false])).toEqual([
      ["2", false],
      ["1", true],
    ]);
  });

  test("when the record is mapped already, unless it is relinked", async () => {
    await link({ mapping: mappingOf("invoice", 1, 11) });
    const moved = mappingOf("invoice", 1, 12);
    expect((await convexErrorOf(link({ mapping: moved }))).code).toBe("ALREADY_LINKED");
    await link({ mapping: moved, replaces: true });
    expect(await rowsOf("invoiceMapping")).toMatchObject([{ tripletexInvoiceId: 12 }]);
    expect(await totalOf("invoice")).toEqual([1, 100_000, 0, 0]);
  });

  test("when payments are booked on the invoice, unless they go with it", async () => {
    await link({ mapping: mappingOf("invoice", 1, 11) });
    await link({ mapping: mappingOf("payment", 5, 77) });
    const moved = { mapping: mappingOf("invoice", 1, 12), replaces: true };
    for (const call of [unlink("invoice"), link(moved)]) {
      expect((await convexErrorOf(call)).code).toBe("PAYMENTS_MAPPED");
    }
    await link({ ...moved, withPayments: true });
    expect(await rowsOf("paymentMapping")).toEqual([]);
    expect(await totalOf("payment")).toEqual([0, 0, 40_000, 0]);
    expect(await rowsOf("holds")).toMatchObject([
      { kind: "payment", code: "UNLINKED", documentDate: "2026-03-05", nextAttemptAt: ASKED_FOR },
    ]);
    expect(await rowsOf("invoiceMapping")).toMatchObject([{ tripletexInvoiceId: 12, paidOere: 0 }]);
  });

  test("a payment that is booked on another day than its own waits by its own, by which Rubic is read", async () => {
    await link({ mapping: mappingOf("invoice", 1, 11) });
    const moved = { paymentDate: "2026-03-01", rubicPaymentDate: "2026-01-10" };
    await link({ mapping: { ...mappingOf("payment", 1, 77), ...moved } as MappingInput });
    await unlink("payment");
    expect(await rowsOf("holds")).toMatchObject([{ code: "UNLINKED", documentDate: "2026-01-10" }]);
  });

  test("while a run holds the environment, and the other environment is free", async () => {
    await startRun(t, "sandbox");
    expect((await convexErrorOf(link())).code).toBe("RUN_IS_ON");
    expect((await convexErrorOf(unlink("customer"))).code).toBe("RUN_IS_ON");
    await link({ tripletexEnv: "production" });
  });

  test("while a write of the record has an unknown outcome", async () => {
    const holder = await startRun(t);
    await t.mutation(internal.sync.intents.store, { ...holder, intents: [intentOf("1")] });
    await t.mutation(internal.sync.commit.commit, commitArgs(holder, { next: { do: "cancel" } }));
    expect((await convexErrorOf(link())).code).toBe("INTENT_OPEN");
    await link({ mapping: mappingOf("customer", 2, 12) });
  });

  test("when there is nothing to take back", async () => {
    expect((await convexErrorOf(unlink("payment"))).code).toBe("NOT_LINKED");
  });
});

test("a link and the start of a run can't both go through at one moment", async () => {
  const { runId } = await startRun(t);
  await t.run(async (ctx) => {
    const run = await ctx.db.get("runs", runId);
    const lease = await findLease(ctx, { tripletexEnv: "sandbox", mode: "incremental" });
    if (run === null || lease === null) throw new Error("a run was started");
    await releaseLease(ctx, lease);
    const linking = recordAccess(ctx);
    await refuseWhileRunning(linking.ctx, "sandbox");
    const starting = recordAccess(ctx);
    await takeLease(starting.ctx, { tripletexEnv: "sandbox", mode: "incremental" }, runId);
    const written = starting.recording.writes.map((write) => ({
      ...write,
      document: { tripletexEnv: "sandbox", ...write.document },
    }));
    expect(wouldConflict(linking.recording, { ...starting.recording, writes: written }, "leases")).toBe(true);
  });
});
