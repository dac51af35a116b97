/** What waits for an invoice goes with it when it is left out, and comes back with it, in whatever order things happen. */
import * as fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "../_generated/api.js";
import {
  commitArgs,
  convexErrorOf,
  createTest,
  forgetSteps,
  holdOf,
  mappingOf,
  OPERATOR,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";
import type { HoldInput } from "../validators.ts";
import { ignoreHold, reopenHold } from "./holdActs.ts";
import { findHold, putHold, type RecordKey, resolveHold } from "./holdDoor.ts";
import { removeMapping, upsertMapping } from "./mappingDoor.ts";
import { readTotals } from "./totals.ts";
import { readGoingWith } from "./withInvoice.ts";

const ENV = "sandbox";
const INVOICE: RecordKey = { kind: "invoice", rubicKey: "1", tripletexEnv: ENV };
const LABEL = "Invoice 1042 of 2026-01-15";
const KARI = { kind: "person", name: "Kari" } as const;
const WITH = `with invoice 1042 of 2026-01-15: Aldri sendt`;
/** As many as follow in one transaction. */
const AT_ONCE = 100;

let t: TestDeployment;

beforeEach(() => {
  vi.useFakeTimers();
  t = createTest();
});

const paymentKey = (id: number): RecordKey => ({ kind: "payment", rubicKey: String(id), tripletexEnv: ENV });
const waiting = (change: Partial<HoldInput> = {}): HoldInput =>
  holdOf({
    label: "Transaction",
    code: "INVOICE_NOT_IN_TRIPLETEX",
    message: "It waits.",
    amountOere: 10_000,
    waitsForInvoice: 1,
    ...change,
  });
const unsent = (change: Partial<HoldInput> = {}) =>
  holdOf({ label: LABEL, code: "INVOICE_NOT_SENT", amountOere: 65_000, ...change });

const put = (key: RecordKey, hold: HoldInput) =>
  t.run(async (ctx) => await putHold(ctx, key, { hold, now: Date.now() }));
const putPayments = (...ids: number[]) =>
  t.run(async (ctx) => {
    for (const id of ids) await putHold(ctx, paymentKey(id), { hold: waiting(), now: Date.now() });
  });
const holdIdOf = (key: RecordKey) =>
  t.run(async (ctx) => {
    const hold = await findHold(ctx, key);
    if (hold === null) throw new Error(`${key.kind} ${key.rubicKey} is held`);
    return hold._id;
  });
const leaveOut = async (key: RecordKey, reason = "Aldri sendt") => {
  const holdId = await holdIdOf(key);
  await t.mutation(internal.sync.holdActs.ignore, { holdId, reason, actor: KARI });
};
const takeBack = async (key: RecordKey) => {
  const holdId = await holdIdOf(key);
  await t.mutation(internal.sync.holdActs.reopen, { holdId, actor: KARI });
};
const goOn = () => t.finishAllScheduledFunctions(vi.runAllTimers);
const holds = () => t.run(async (ctx) => await ctx.db.query("holds").collect());
const payments = async () => (await holds()).filter(({ kind }) => kind === "payment");
/** `77 ignored with invoice …: reason` of each payment. */
const standing = async () =>
  (await payments()).map(({ rubicKey, state, ignored }) =>
    [rubicKey, state, ...(ignored === undefined ? [] : [ignored.reason])].join(" "),
  );
const audit = async () =>
  await t.run(async (ctx) =>
    (await ctx.db.query("auditLog").collect()).map(
      ({ actor, act, details }) => `${actor.name} ${act} ${details}`,
    ),
  );
const totals = () =>
  t.run(async (ctx) => {
    const { heldCount, heldOere, ignoredCount, ignoredOere } = await readTotals(ctx, ENV, "payment");
    return { heldCount, heldOere, ignoredCount, ignoredOere };
  });

const leftOutCount = async () => (await payments()).filter(({ state }) => state === "ignored").length;

describe("leaving out an invoice", () => {
  beforeEach(() => put(INVOICE, unsent()));

  test("leaves out the payments and credits that wait for it, with its reason, in one transaction", async () => {
    await putPayments(77, 78);
    await put({ ...INVOICE, kind: "credit" }, waiting({ amountOere: -65_000 }));
    await put(paymentKey(90), waiting({ waitsForInvoice: 2 }));
    await put(paymentKey(91), holdOf({ code: "NOT_A_PAYMENT", amountOere: 500 }));
    await leaveOut(INVOICE);
    expect(await standing()).toEqual([`77 ignored ${WITH}`, `78 ignored ${WITH}`, "90 open", "91 open"]);
    const credit = (await holds()).find(({ kind }) => kind === "credit");
    expect(credit).toMatchObject({
      state: "ignored",
      ignored: { actor: KARI, reason: WITH, withInvoice: 1 },
    });
    expect(credit?.leftOutOere).toBeUndefined();
    expect(await totals()).toEqual({ heldCount: 2, heldOere: 10_500, ignoredCount: 2, ignoredOere: 20_000 });
    expect(await audit()).toEqual([
      `Kari ignoreHold ${LABEL} (INVOICE_NOT_SENT): Aldri sendt`,
      `Kari ignoreHold payment 77, payment 78, credit 1 ${WITH}`,
    ]);
  });

  test("leaves out what Rubic gets later, without telling it as news, and says so in the audit log", async () => {
    await leaveOut(INVOICE);
    expect(await put(paymentKey(79), waiting())).toBe(false);
    expect(await put(paymentKey(79), waiting({ amountOere: 12_000 }))).toBe(false);
    expect(await standing()).toEqual([`79 ignored ${WITH}`]);
    expect(await totals()).toEqual({ heldCount: 0, heldOere: 0, ignoredCount: 1, ignoredOere: 12_000 });
    expect((await audit()).slice(1)).toEqual([`Sync ignoreHold payment 79 ${WITH}`]);
  });

  test("leaves a payment its own reason, also when the invoice is taken back", async () => {
    await putPayments(77, 78);
    await leaveOut(paymentKey(77), "Ført for hånd");
    await leaveOut(INVOICE);
    expect(await standing()).toEqual(["77 ignored Ført for hånd", `78 ignored ${WITH}`]);
    await putPayments(77, 78);
    await takeBack(INVOICE);
    expect(await standing()).toEqual(["77 ignored Ført for hånd", "78 open"]);
    expect((await payments()).at(-1)?.nextAttemptAt).toBeLessThanOrEqual(Date.now());
    await putPayments(77, 78);
    expect(await standing()).toEqual(["77 ignored Ført for hånd", "78 open"]);
    expect((await audit()).slice(-1)).toEqual([
      "Kari reopenHold payment 78: their invoice is not left out any more",
    ]);
  });

  test("a payment can't be taken back without it", async () => {
    await putPayments(77);
    await leaveOut(INVOICE);
    const error = await convexErrorOf(takeBack(paymentKey(77)));
    expect(error).toMatchObject({ code: "LEFT_OUT_WITH_INVOICE", message: expect.stringContaining(WITH) });
    expect(await standing()).toEqual([`77 ignored ${WITH}`]);
  });

  test("once it is in Tripletex, leaves nothing out with it", async () => {
    await putPayments(77);
    await t.run(
      async (ctx) => await upsertMapping(ctx, mappingOf("invoice", 1, 11), { tripletexEnv: ENV, now: 1 }),
    );
    const holdId = await holdIdOf(INVOICE);
    expect(await t.run(async (ctx) => await readGoingWith(ctx, holdId))).toBeNull();
    await leaveOut(INVOICE);
    await putPayments(78);
    expect(await standing()).toEqual(["77 open", "78 open"]);
  });

  test("tells beforehand what goes with it, and afterwards what did", async () => {
    await putPayments(77, 78);
    await put(paymentKey(80), waiting());
    await leaveOut(paymentKey(80), "Ført for hånd");
    await put({ ...INVOICE, kind: "credit" }, waiting({ amountOere: -65_000 }));
    const expected = {
      payments: { count: 2, oere: 20_000 },
      credits: { count: 1, oere: -65_000 },
      isMore: false,
    };
    const holdId = await holdIdOf(INVOICE);
    const read = () => t.query(internal.sync.withInvoice.read, { holdId });
    expect(await read()).toEqual(expected);
    await leaveOut(INVOICE);
    expect(await read()).toEqual(expected);
    const payment = await holdIdOf(paymentKey(77));
    expect(await t.query(internal.sync.withInvoice.read, { holdId: payment })).toBeNull();
  });
});

describe("the payments of a left-out invoice are held again", () => {
  beforeEach(async () => {
    await put(INVOICE, unsent());
    await putPayments(77, 78);
    await leaveOut(INVOICE);
  });

  test("when the invoice got into the books after all, and the next sync takes them", async () => {
    const holder = await startRun(t);
    await forgetSteps(t);
    const mapping = mappingOf("invoice", 1, 11);
    const result = { outcome: "mapped", how: "created", rubicKey: "1", label: LABEL, mapping } as const;
    await t.mutation(internal.sync.commit.commit, commitArgs(holder, { results: [result] }));
    expect(await standing()).toEqual(["77 open", "78 open"]);
    for (const { nextAttemptAt } of await payments()) expect(nextAttemptAt).toBeLessThanOrEqual(Date.now());
    expect((await audit()).at(-1)).toMatch(/^Sync reopenHold payment 77, payment 78/);
    expect(await totals()).toEqual({ heldCount: 2, heldOere: 20_000, ignoredCount: 0, ignoredOere: 0 });
  });

  test("when another reason holds the invoice", async () => {
    await put(INVOICE, unsent({ code: "CUSTOMER_NOT_IN_TRIPLETEX" }));
    expect(await standing()).toEqual(["77 open", "78 open"]);
  });

  test("when the invoice needs nothing any more", async () => {
    await t.run(async (ctx) => await resolveHold(ctx, INVOICE, Date.now()));
    expect(await standing()).toEqual(["77 open", "78 open"]);
  });

  test("each alone, when Rubic moves it to another invoice or another reason holds it", async () => {
    await put(paymentKey(77), waiting({ waitsForInvoice: 2 }));
    await put(paymentKey(78), holdOf({ code: "NOT_A_PAYMENT" }));
    expect(await standing()).toEqual(["77 open", "78 open"]);
  });

  test("not when a running sync decides about them meanwhile", async () => {
    const holder = await startRun(t);
    await forgetSteps(t);
    const result = {
      outcome: "held",
      kind: "payment",
      rubicKey: "79",
      hold: waiting(),
      removesIntent: false,
    } as const;
    await t.mutation(internal.sync.commit.commit, commitArgs(holder, { results: [result] }));
    expect((await standing()).at(-1)).toBe(`79 ignored ${WITH}`);
    const events = await t.run(async (ctx) => await ctx.db.query("runEvents").collect());
    expect(events.filter(({ message }) => message === "It waits.")).toEqual([]);
  });
});

describe("any number of payments", () => {
  const MANY = Array.from({ length: 2 * AT_ONCE + 50 }, (_, index) => index + 1);

  test("follow a hundred at a time, there and back, with a line in the audit log for each hundred", async () => {
    await put(INVOICE, unsent());
    await putPayments(...MANY);
    await leaveOut(INVOICE);
    expect(await leftOutCount()).toBe(AT_ONCE);
    await goOn();
    expect(await leftOutCount()).toBe(MANY.length);
    expect((await audit()).filter((line) => line.startsWith("Kari ignoreHold payment"))).toHaveLength(3);
    await takeBack(INVOICE);
    expect(await leftOutCount()).toBe(MANY.length - AT_ONCE);
    await goOn();
    expect(await leftOutCount()).toBe(0);
    expect((await audit()).filter((line) => line.startsWith("Kari reopenHold payment"))).toHaveLength(3);
  });

  test("of many invoices that are left out in one transaction follow no more at once than of one", async () => {
    const invoices = Array.from({ length: 40 }, (_, index) => index + 1);
    await t.run(async (ctx) => {
      for (const id of invoices) {
        await putHold(ctx, { ...INVOICE, rubicKey: String(id) }, { hold: unsent(), now: 1 });
        for (const part of [1, 2, 3, 4, 5, 6]) {
          const hold = waiting({ waitsForInvoice: id });
          await putHold(ctx, paymentKey(1000 * id + part), { hold, now: 1 });
        }
      }
    });
    await t.run(async (ctx) => {
      for (const id of invoices) {
        const hold = await findHold(ctx, { ...INVOICE, rubicKey: String(id) });
        if (hold !== null) await ignoreHold(ctx, hold._id, { actor: OPERATOR, reason: "Alle" });
      }
    });
    expect(await leftOutCount()).toBe(AT_ONCE);
    await goOn();
    expect(await leftOutCount()).toBe(invoices.length * 6);
    expect(await totals()).toMatchObject({
      heldCount: 0,
      heldOere: 0,
      ignoredCount: 240,
      ignoredOere: 2_400_000,
    });
  });
});

const EVENTS = [
  "leaveOut",
  "takeBack",
  "meet77",
  "meet78",
  "own78",
  "book",
  "unbook",
  "otherReason",
] as const;

/** One thing that may happen; what is not possible just now is passed over. */
async function happen(event: (typeof EVENTS)[number]): Promise<void> {
  await t.run(async (ctx) => {
    const invoice = await findHold(ctx, INVOICE);
    const own = await findHold(ctx, paymentKey(78));
    switch (event) {
      case "leaveOut":
        if (invoice?.state === "open")
          await ignoreHold(ctx, invoice._id, { actor: KARI, reason: "Aldri sendt" });
        return;
      case "takeBack":
        if (invoice?.state === "ignored") await reopenHold(ctx, invoice._id, KARI);
        return;
      case "meet77":
      case "meet78":
        await putHold(ctx, paymentKey(Number(event.slice(-2))), { hold: waiting(), now: Date.now() });
        return;
      case "own78":
        if (own?.state === "open") await ignoreHold(ctx, own._id, { actor: KARI, reason: "Egen grunn" });
        return;
      case "book":
        await upsertMapping(ctx, mappingOf("invoice", 1, 11), { tripletexEnv: ENV, now: Date.now() });
        await resolveHold(ctx, INVOICE, Date.now());
        return;
      case "unbook":
        await removeMapping(ctx, ENV, { kind: "invoice", key: "1" });
        await putHold(ctx, INVOICE, { hold: unsent({ code: "UNLINKED" }), now: Date.now() });
        return;
      case "otherReason":
        await putHold(ctx, INVOICE, { hold: unsent({ code: "NEEDS_CREDIT" }), now: Date.now() });
    }
  });
}

test("in whatever order: what waits is left out exactly where its invoice is, but for its own reason, and the totals say so", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...EVENTS), { maxLength: 12 }), async (events) => {
      t = createTest();
      await put(INVOICE, unsent());
      for (const event of ["meet77", ...events] as const) {
        await happen(event);
        const rows = await holds();
        const isBooked = (await t.run(async (ctx) => await ctx.db.query("invoiceMapping").first())) !== null;
        const isLeftOut =
          !isBooked && rows.some(({ kind, state }) => kind === "invoice" && state === "ignored");
        for (const { state, ignored } of rows.filter(({ kind }) => kind === "payment")) {
          const isOwn = ignored?.reason === "Egen grunn";
          expect(state).toBe(isLeftOut || isOwn ? "ignored" : "open");
        }
        const counted = rows.filter(({ kind, state }) => kind === "payment" && state === "ignored");
        expect((await totals()).ignoredOere).toBe(10_000 * counted.length);
      }
    }),
    { numRuns: 60 },
  );
});
