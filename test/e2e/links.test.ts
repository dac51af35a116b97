/**
 * Linking by hand over the real path: both sides are read, one mutation stores, and the next sync builds on it. Nothing is
 * written to Tripletex by a link, and both sides stay equal to the øre.
 */
import { ConvexError } from "convex/values";
import { afterEach, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import { handTools, MEMBERSHIP, REASON, SANDBOX } from "../helpers/linking.ts";
import { addInvoices, createSmallWorld, customerNoOf, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";
import { writeNames } from "../helpers/tripletex-facts.ts";

let stack: Stack;
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

async function start(environmentVariables?: Record<string, string>): Promise<void> {
  const remotes = await startRemotes({ world: createSmallWorld() });
  stack = await startStack({ remotes, environmentVariables });
}

const { world, tripletex, addBill, bookByHand, candidatesOf, link, expectEqual } = handTools(() => stack);

async function refusalOf(call: Promise<unknown>): Promise<{ code: string; message: string; remedy: string }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ConvexError) return error.data as { code: string; message: string; remedy: string };
    throw error;
  }
  throw new Error("nothing was refused");
}

test("says what an environment needs that was never synced", async () => {
  await start();
  const wish = candidatesOf("customer", customerNoOf(world(), 0));
  expect(await refusalOf(wish)).toMatchObject({
    code: "NO_CUTOVER_DATE",
    message: expect.stringContaining("Nothing was synced in sandbox yet"),
    remedy: expect.stringContaining("npm run sync -- --env sandbox --type products"),
  });
  await stack.sync("sandbox", "products");
  expect((await candidatesOf("customer", customerNoOf(world(), 0))).candidates).toEqual([]);
});

describe("an invoice before the cut-over", () => {
  test("is linked from its held payment, then its later payments sync and both sides stay equal", async () => {
    const booksFrom = daysBefore(createSmallWorld(), 30);
    await start({ BOOKS_FROM_SANDBOX: booksFrom });
    const old = addBill(45);
    const gross = old.totalAmount;
    await stack.sync("sandbox", "all", "full");
    const byHand = bookByHand({ number: old.invoiceNumber, date: daysBefore(world(), 45), kroner: gross });
    // A third was paid before the cut-over and booked by hand; as much comes in after it, on two days.
    const part = { invoiceID: old.invoiceID, paidAmount: gross / 5, transactionTypeID: 1 };
    const paidBefore = daysBefore(world(), 40);
    world().addTransaction({ ...part, paymentDate: paidBefore });
    tripletex().control.registerPayment({ invoiceId: byHand.id, date: paidBefore, amount: gross / 5 });
    const late = world().addTransaction({ ...part, paymentDate: daysBefore(world(), 10) });
    await stack.sync("sandbox", "all", "full");
    const [hold, ...others] = await stack.openHolds("sandbox");
    expect(others).toEqual([]);
    expect(hold).toMatchObject({ code: "BEFORE_CUTOVER", rubicKey: String(late.invoiceTransactionID) });

    const found = await candidatesOf("payment", String(late.invoiceTransactionID));
    expect(found).toMatchObject({ kind: "invoice", rubicKey: String(old.invoiceID), linkedId: null });
    const [candidate] = found.candidates;
    expect(candidate).toMatchObject({ tripletexId: byHand.id, refusal: null, linkedTo: null });
    expect(candidate?.facts.find(({ name }) => name === "amount")?.isEqual).toBe(true);

    tripletex().control.requests.clear();
    await link({ kind: "invoice", rubicKey: found.rubicKey, tripletexId: byHand.id });
    expect(writeNames(tripletex())).toEqual([]);

    for (const mode of ["incremental", "full"] as const) {
      expect((await stack.sync("sandbox", "all", mode)).status).toBe("success");
      await expectEqual();
    }
    world().addTransaction({ ...part, paymentDate: daysBefore(world(), 5) });
    expect((await stack.sync("sandbox")).status).toBe("success");
    await expectEqual();
    expect(writeNames(tripletex())).toEqual(Array(2).fill("PUT /invoice/{id}/:payment"));
    const { comparison } = await stack.overview("sandbox");
    expect(comparison?.invoices).toMatchObject({ rubicCount: 0, tripletexCount: 0 });
    expect(comparison?.payments.tripletexOere).toBe(Math.round((gross / 5) * 100) * 2);

    await stack.client.action(api.links.unlink, {
      ...SANDBOX,
      kind: "invoice",
      rubicKey: found.rubicKey,
      reason: REASON,
      withPayments: true,
    });
    await stack.sync("sandbox", "all", "full");
    await expectEqual();
    expect((await stack.openHolds("sandbox")).map(({ code }) => code)).toEqual(
      Array(2).fill("BEFORE_CUTOVER"),
    );
  });

  test("takes no payment twice that the two systems have on different sides of the cut-over", async () => {
    await start({ BOOKS_FROM_SANDBOX: daysBefore(createSmallWorld(), 30) });
    await stack.sync("sandbox", "products");
    await stack.sync("sandbox", "customers");
    /** Paid in full or in part, in Tripletex and in Rubic on days of their own. */
    const paidOn = (inTripletex: number, inRubic: number, part?: number) => {
      const old = addBill(45);
      const { id } = bookByHand({
        number: old.invoiceNumber,
        date: daysBefore(world(), 45),
        kroner: old.totalAmount,
      });
      const amount = part ?? old.totalAmount;
      const byBank = { invoiceId: id, date: daysBefore(world(), inTripletex), amount };
      tripletex().control.registerPayment(byBank);
      const { invoiceTransactionID } = world().addTransaction({
        invoiceID: old.invoiceID,
        paidAmount: amount,
        transactionTypeID: 1,
        paymentDate: daysBefore(world(), inRubic),
      });
      return { key: String(invoiceTransactionID), rubicKey: String(old.invoiceID), tripletexId: id };
    };
    // 350,00 are left, so that only its looks tell that the 300,00 are there already.
    const early = paidOn(32, 28, 300);
    const late = paidOn(28, 32);
    await stack.sync("sandbox", "all", "full");
    for (const { rubicKey, tripletexId } of [early, late]) {
      await link({ kind: "invoice", rubicKey, tripletexId });
    }
    tripletex().control.requests.clear();
    for (const mode of ["incremental", "full"] as const) {
      await stack.sync("sandbox", "all", mode);
      await expectEqual();
    }
    const holds = (await stack.openHolds("sandbox")).map(({ code, rubicKey }) => `${code} ${rubicKey}`);
    expect(holds.toSorted()).toEqual([early, late].map(({ key }) => `ALREADY_PAID ${key}`).toSorted());

    // The one that Tripletex has in these books is linked to it; the other is no payment of theirs.
    const [found] = (await candidatesOf("payment", late.key)).candidates;
    await link({ kind: "payment", rubicKey: late.key, tripletexId: found?.tripletexId ?? 0 });
    for (const mode of ["incremental", "full"] as const) {
      await stack.sync("sandbox", "all", mode);
      await expectEqual();
    }
    expect((await stack.openHolds("sandbox")).map(({ rubicKey }) => rubicKey)).toEqual([early.key]);
    expect(writeNames(tripletex())).toEqual([]);
  });

  test("can't be linked to one after it", async () => {
    await start({ BOOKS_FROM_SANDBOX: daysBefore(createSmallWorld(), 30) });
    const old = addBill(45);
    await stack.sync("sandbox", "all", "full");
    const byHand = bookByHand({ number: 90_001, date: daysBefore(world(), 3), kroner: old.totalAmount });
    const error = await refusalOf(
      link({ kind: "invoice", rubicKey: String(old.invoiceID), tripletexId: byHand.id }),
    );
    expect(error.code).toBe("CAN_NOT_BE_LINKED");
    expect(error.message).toContain("before the cut-over");
  });
});

async function holdByNumber(kroner: (gross: number) => number) {
  await start();
  await stack.sync("sandbox", "products");
  await stack.sync("sandbox", "customers");
  const invoice = addBill(20);
  const byHand = bookByHand({
    number: invoice.invoiceNumber,
    date: daysBefore(world(), 18),
    kroner: kroner(invoice.totalAmount),
  });
  await stack.sync("sandbox", "all", "full");
  expect(await stack.openHolds("sandbox")).toMatchObject([{ code: "INVOICE_NUMBER_TAKEN" }]);
  return { invoice, byHand, wish: { kind: "invoice" as const, rubicKey: String(invoice.invoiceID) } };
}

describe("an invoice whose number is taken", () => {
  test("is linked with another date, is never booked, and takes its payments", async () => {
    const { invoice, byHand, wish } = await holdByNumber((gross) => gross);
    await link({ ...wish, tripletexId: byHand.id });
    world().addTransaction({ invoiceID: invoice.invoiceID, paidAmount: 100, transactionTypeID: 1 });
    for (const mode of ["incremental", "full"] as const) {
      expect((await stack.sync("sandbox", "all", mode)).status).toBe("success");
      await expectEqual();
    }
    expect(tripletex().state.invoices).toHaveLength(1);
    const log = await stack.backend.run((ctx) => ctx.db.query("auditLog").collect());
    expect(log.find(({ act }) => act === "link")?.details).toMatch(/date is .* in Rubic and .* in Tripletex/);
  });

  test("over another amount leaves the rest out with the reason, and both sides stay equal", async () => {
    const { byHand, wish } = await holdByNumber((gross) => gross - 50);
    await link({ ...wish, tripletexId: byHand.id });
    for (const mode of ["incremental", "full"] as const) {
      expect((await stack.sync("sandbox", "all", mode)).status).toBe("success");
      await expectEqual();
    }
    const { comparison } = await stack.overview("sandbox");
    expect(comparison?.invoices).toMatchObject({ ignoredCount: 1, ignoredOere: 5_000 });
  });

  test("can't be linked to an id that does not exist, to a credited one, or while a run is on", async () => {
    const { byHand, wish } = await holdByNumber((gross) => gross);
    const missing = await refusalOf(link({ ...wish, tripletexId: 7 }));
    expect(missing).toMatchObject({ code: "NOT_IN_TRIPLETEX", remedy: expect.stringContaining("address") });
    expect((await refusalOf(candidatesOf("invoice", "999999"))).code).toBe("NOT_IN_RUBIC");
    tripletex().control.faults.add({ kind: "slow", delayMs: 1_500, path: "^/ledger/vatType$" });
    const started = await stack.start("sandbox");
    const busy = await refusalOf(link({ ...wish, tripletexId: byHand.id }));
    expect(busy).toMatchObject({ code: "RUN_IS_ON", remedy: expect.stringContaining("Wait") });
    await stack.waitForEnd(started.runId);
    tripletex().control.creditInvoice({ invoiceId: byHand.id, date: world().today });
    expect((await refusalOf(link({ ...wish, tripletexId: byHand.id }))).message).toContain("credited");
    expect(await stack.backend.run((ctx) => ctx.db.query("invoiceMapping").collect())).toEqual([]);
  });
});

test("a shared customer is linked as an alias, and the sync changes nothing on it", async () => {
  await start();
  await stack.sync("sandbox", "customers");
  const [main] = world().customers;
  const other = world().addCustomer({ customerName: "Ektefelle Prøvesen" });
  const key = String(other.customerNo);
  world().changeCustomer(key, { ledgerCustomerNo: String(main?.ledgerCustomerNo ?? main?.customerNo) });
  await stack.sync("sandbox", "customers");
  expect(await stack.openHolds("sandbox")).toMatchObject([{ kind: "customer", rubicKey: key }]);
  const [candidate] = (await candidatesOf("customer", key)).candidates;
  expect(candidate).toMatchObject({ linkedTo: String(main?.customerNo), refusal: null });
  const wish = { kind: "customer" as const, rubicKey: key, tripletexId: candidate?.tripletexId ?? 0 };
  expect((await refusalOf(link(wish))).code).toBe("LINKED_TO_OTHER");
  await link({ ...wish, asAlias: true });
  tripletex().control.requests.clear();
  world().changeCustomer(key, { email: "ny@eksempel.test", ledgerCustomerNo: "00417" });
  world().addInvoice({ customerNo: key, invoiceDate: world().today, lines: [{ productID: MEMBERSHIP }] });
  expect((await stack.sync("sandbox")).status).toBe("success");
  expect(writeNames(tripletex()).filter((name) => name.includes("/customer"))).toEqual([]);
  expect(tripletex().state.invoices.map(({ customer }) => customer.id)).toEqual([candidate?.tripletexId]);
  await expectEqual();
});

test("a product is linked to the one that an accountant made, and is never changed", async () => {
  await start();
  await stack.sync("sandbox", "products");
  const mappings = await stack.backend.run((ctx) => ctx.db.query("productMapping").collect());
  const mapping = mappings.find(({ rubicProductId }) => rubicProductId === MEMBERSHIP);
  const own = tripletex().state.products.find(({ id }) => id === mapping?.tripletexProductId);
  const wish = { kind: "product" as const, rubicKey: String(MEMBERSHIP), tripletexId: own?.id ?? 0 };
  await stack.client.action(api.links.unlink, {
    ...SANDBOX,
    kind: "product",
    rubicKey: wish.rubicKey,
    reason: REASON,
  });
  world().changeProduct(MEMBERSHIP, { productName: "Nytt navn i Rubic" });
  // While it stood on another account it was not the same product; the accountant has mended that meanwhile.
  const account = tripletex().state.accounts.find(({ number }) => number === 3930);
  const productId = own?.id ?? 0;
  tripletex().control.editProduct({ productId, changes: { account: { id: account?.id } } });
  await stack.sync("sandbox", "products");
  expect(await stack.openHolds("sandbox")).toMatchObject([{ code: "PRODUCT_NUMBER_TAKEN" }]);
  tripletex().control.editProduct({ productId, changes: { account: own?.account } });
  const [candidate] = (await candidatesOf("product", wish.rubicKey)).candidates;
  expect(candidate?.facts.map(({ name, isEqual }) => [name, isEqual])).toEqual([
    ["code", true],
    ["name", false],
    ["VAT type", true],
    ["income account", true],
  ]);
  await link(wish);
  addInvoices(world(), 1);
  expect((await stack.sync("sandbox")).status).toBe("success");
  expect(tripletex().state.products.find(({ id }) => id === own?.id)?.name).toBe(own?.name);
});

test("a payment that somebody registered on another day is linked to it, not registered again", async () => {
  await start();
  const invoice = addBill(20);
  await stack.sync("sandbox");
  const [booked] = tripletex().state.invoices;
  tripletex().control.registerPayment({
    invoiceId: booked?.id ?? 0,
    date: daysBefore(world(), 4),
    amount: 100,
  });
  const paymentDate = daysBefore(world(), 2);
  const paid = world().addTransaction({
    invoiceID: invoice.invoiceID,
    paidAmount: 100,
    transactionTypeID: 1,
    paymentDate,
  });
  await stack.sync("sandbox");
  // The transaction waits; what is in Tripletex is no difference, since it explains that.
  const holds = await stack.openHolds("sandbox");
  expect(holds.map(({ code }) => code)).toEqual(["ALREADY_PAID"]);
  const rubicKey = String(paid.invoiceTransactionID);
  const [candidate, ...others] = (await candidatesOf("payment", rubicKey)).candidates;
  expect(others).toEqual([]);
  await link({ kind: "payment", rubicKey, tripletexId: candidate?.tripletexId ?? 0 });
  tripletex().control.requests.clear();
  for (const mode of ["incremental", "full"] as const) {
    expect((await stack.sync("sandbox", "all", mode)).status).toBe("success");
    await expectEqual();
  }
  expect(writeNames(tripletex())).toEqual([]);
});

test("a settlement of 100,00 that is no payment is registered by hand and linked, as its remedy says, and nothing differs", async () => {
  await start();
  const invoice = addBill(20);
  await stack.sync("sandbox");
  const [booked] = tripletex().state.invoices;
  const { invoiceTransactionID, paymentDate } = world().addTransaction({
    invoiceID: invoice.invoiceID,
    paidAmount: 100,
    transactionTypeID: 6,
  });
  await stack.sync("sandbox");
  expect(await stack.openHolds("sandbox")).toMatchObject([{ code: "NOT_A_PAYMENT", amountOere: 10_000 }]);
  const date = paymentDate.slice(0, 10);
  tripletex().control.registerPayment({ invoiceId: booked?.id ?? 0, date, amount: 100 });
  const rubicKey = String(invoiceTransactionID);
  const [candidate] = (await candidatesOf("payment", rubicKey)).candidates;
  await link({ kind: "payment", rubicKey, tripletexId: candidate?.tripletexId ?? 0 });
  for (const mode of ["incremental", "full"] as const) {
    expect((await stack.sync("sandbox", "all", mode)).status).toBe("success");
    await expectEqual();
  }
  expect(await stack.openHolds("sandbox")).toEqual([]);
});
