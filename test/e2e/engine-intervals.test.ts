/**
 * Held records are tried again at growing intervals, however old they are: a run reads back to one whose time has come, and
 * leaves one alone whose time has not. A person's wish comes before the interval.
 */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import { checkBooks } from "../helpers/check-books.ts";
import { createSmallWorld, customerNoOf, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startStack } from "../helpers/stack.ts";
import { writeNames } from "../helpers/tripletex-facts.ts";

const REFUSAL = { status: 422, code: 18000, message: "Validering feilet.", validationMessages: [] };
/** What Rubic has for "no date". */
const NOT_SENT = "0001-01-01T00:00:00";
/** Outside of the sixty days that every run reads. */
const LONG_AGO_DAYS = 150;

let stack: Stack;
beforeEach(async () => {
  stack = await startStack({ world: createSmallWorld() });
});
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

/** A run as the schedule starts it. */
async function syncAsSchedule() {
  const actor = { kind: "schedule", name: "Schedule" };
  const args = { tripletexEnv: "sandbox", type: "all", mode: "incremental", actor };
  const { runId } = (await stack.admin("sync/start:start", args)) as { runId: string };
  return await stack.waitForEnd(runId as Parameters<Stack["waitForEnd"]>[0]);
}

async function holdOf(kind: "invoice" | "product" = "invoice") {
  const hold = (await stack.openHolds("sandbox")).find((each) => each.kind === kind);
  if (hold === undefined) throw new Error(`no ${kind} is held`);
  return hold;
}

/** Lets the time of a hold come. */
async function makeDue(kind: "invoice" | "product" = "invoice"): Promise<void> {
  const { _id } = await holdOf(kind);
  await stack.backend.run(async (ctx) => await ctx.db.patch("holds", _id, { nextAttemptAt: Date.now() }));
}

function addOldInvoice(productID = 101) {
  const { world } = stack.remotes.rubic;
  const invoiceDate = daysBefore(world, LONG_AGO_DAYS);
  return world.addInvoice({ customerNo: customerNoOf(world, 0), invoiceDate, lines: [{ productID }] });
}

const countSent = () => writeNames(stack.remotes.sandbox).filter((name) => name === "POST /invoice").length;
const countInvoices = () => stack.remotes.sandbox.state.invoices.length;

describe("a held invoice that is older than what a run reads", () => {
  beforeEach(async () => {
    const invoice = addOldInvoice();
    const { sentDate } = invoice;
    invoice.sentDate = NOT_SENT;
    expect((await stack.sync("sandbox")).status).toBe("partial");
    expect(await holdOf()).toMatchObject({ code: "INVOICE_NOT_SENT", attempts: 1 });
    invoice.sentDate = sentDate;
  });

  test("waits while its time has not come", async () => {
    expect((await syncAsSchedule()).status).toBe("partial");
    expect(await holdOf()).toMatchObject({ attempts: 1 });
    expect(countInvoices()).toBe(0);
  });

  test("is booked by the schedule once its time has come", async () => {
    await makeDue();
    expect((await syncAsSchedule()).status).toBe("success");
    await checkBooks(stack);
  });

  test("is booked when a person tries it again, or all", async () => {
    const { _id: holdId } = await holdOf();
    for (const scope of [{ holdId }, {}]) {
      const answer = await stack.client.mutation(api.holds.retry, { tripletexEnv: "sandbox", ...scope });
      expect((await stack.waitForEnd(answer.runId)).status).toBe("success");
      await checkBooks(stack);
      if ("holdId" in scope) {
        const second = addOldInvoice();
        const { sentDate } = second;
        second.sentDate = NOT_SENT;
        expect((await stack.sync("sandbox", "all", "full")).status).toBe("partial");
        second.sentDate = sentDate;
      }
    }
    expect(countInvoices()).toBe(2);
  });
});

describe("an old invoice that waits for its product", () => {
  let product: { productCode: string | null };
  beforeEach(async () => {
    const { world } = stack.remotes.rubic;
    addOldInvoice(106);
    product = world.changeProduct(106, { productCode: null });
    expect((await stack.sync("sandbox")).status).toBe("partial");
    const codes = (await stack.openHolds("sandbox")).map(({ code }) => code).toSorted();
    expect(codes).toEqual(["LINE_PRODUCT_NOT_IN_TRIPLETEX", "PRODUCT_WITHOUT_CODE"]);
    product = world.changeProduct(106, { productCode: "FOTBALL-A" });
  });

  test("is booked by the run after the one that books the product, without its own time having come", async () => {
    expect((await syncAsSchedule()).status).toBe("partial");
    expect(product.productCode).toBe("FOTBALL-A");
    expect(countInvoices()).toBe(0);
    expect((await syncAsSchedule()).status).toBe("success");
    await checkBooks(stack);
  });

  test("is booked in the same run when a person tries the product again", async () => {
    const { _id: holdId } = await holdOf("product");
    const answer = await stack.client.mutation(api.holds.retry, { tripletexEnv: "sandbox", holdId });
    expect((await stack.waitForEnd(answer.runId)).status).toBe("success");
    await checkBooks(stack);
  });
});

describe("a request that Tripletex has refused", () => {
  let invoice: ReturnType<typeof addOldInvoice>;

  beforeEach(async () => {
    const { world } = stack.remotes.rubic;
    invoice = world.addInvoice({ customerNo: customerNoOf(world, 0), lines: [{ productID: 101 }] });
    const { faults } = stack.remotes.sandbox.control;
    faults.add({ kind: "status", status: 422, body: REFUSAL, method: "POST", path: "^/invoice$", times: 1 });
    expect((await stack.sync("sandbox")).status).toBe("partial");
    expect(await holdOf()).toMatchObject({ code: "REFUSED_BY_TRIPLETEX", attempts: 1 });
    expect(countSent()).toBe(1);
  });

  test("is not sent again by the schedule before its time, and still counts as held with its words", async () => {
    const before = await holdOf();
    const run = await syncAsSchedule();
    expect(run.status).toBe("partial");
    expect(run.progress.find(({ syncType }) => syncType === "invoices")?.counters).toMatchObject({ held: 1 });
    expect(countSent()).toBe(1);
    const { code, message, remoteMessage, amountOere, attempts, nextAttemptAt } = before;
    expect(await holdOf()).toMatchObject({ code, message, attempts, nextAttemptAt, amountOere });
    expect((await holdOf()).remoteMessage).toBe(remoteMessage);
    const { comparison } = await stack.overview("sandbox");
    expect(comparison).toMatchObject({ differenceCount: 0, invoices: { heldCount: 1 } });
  });

  test("is sent again by the schedule once its time has come", async () => {
    await makeDue();
    expect((await syncAsSchedule()).status).toBe("success");
    expect(countSent()).toBe(2);
    await checkBooks(stack);
  });

  test("is sent again at once when a person starts a sync", async () => {
    expect((await stack.sync("sandbox")).status).toBe("success");
    expect(countSent()).toBe(2);
  });

  test("is sent again at once when its record has changed in Rubic", async () => {
    invoice.dueDate = invoice.invoiceDate;
    expect((await syncAsSchedule()).status).toBe("success");
    expect(countSent()).toBe(2);
  });

  test("is never sent once a person has left the record out, and is when that is taken back", async () => {
    const { _id: holdId } = await holdOf();
    await stack.client.mutation(api.holds.ignore, { holdId, reason: "Booked by hand." });
    expect((await stack.sync("sandbox")).status).toBe("success");
    expect(countSent()).toBe(1);
    await stack.client.mutation(api.holds.reopen, { holdId });
    expect((await stack.sync("sandbox")).status).toBe("success");
    expect(countSent()).toBe(2);
  });
});
