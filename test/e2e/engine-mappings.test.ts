/**
 * What Rubic's codes stand for, over HTTP and to the books: the sandbox starts by its stated defaults, production by nobody
 * but a person, and a mapping that changes is noticed before anything is booked another way than before.
 */
import { afterEach, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import type { TripletexEnv } from "../../convex/validators.ts";
import { checkBooks } from "../helpers/check-books.ts";
import { approveProposals, readMappings } from "../helpers/mappings.ts";
import { addInvoices, createSmallWorld, customerNoOf, payInFull } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";
import { writeNames, writesTo } from "../helpers/tripletex-facts.ts";

const SANDBOX = { tripletexEnv: "sandbox" } as const;
const ADULT_MEMBERSHIP = 101;
const FOOTBALL = 106;
const HOODIE = 116;
/** The product group at 12 %. */
const TICKETS = 6;
const VIPPS = 3;
const UNKNOWN_TYPE = 7;
/** “Lav sats”, 12 %: id 32 and number 33, beside raw fish with number 32 (Tripletex dossier 7). */
const LOW_RATE_ID = 32;

const stacks: Stack[] = [];

async function start(world = createSmallWorld()): Promise<Stack> {
  const stack = await startStack({ remotes: await startRemotes({ world }) });
  stacks.push(stack);
  return stack;
}

afterEach(async () => {
  for (const stack of stacks.splice(0)) {
    await stack.close();
    await closeRemotes(stack.remotes);
  }
});

const worldOf = (stack: Stack) => stack.remotes.rubic.world;
const settingsOf = (stack: Stack, tripletexEnv: TripletexEnv) =>
  stack.client.query(api.settings.get, { tripletexEnv });

async function heldCodes(stack: Stack, tripletexEnv: TripletexEnv = "sandbox"): Promise<string[]> {
  const holds = await stack.openHolds(tripletexEnv);
  return holds.map(({ kind, code }) => `${kind} ${code}`).toSorted();
}

function bill(stack: Stack, ...productIDs: number[]) {
  const world = worldOf(stack);
  return world.addInvoice({
    customerNo: customerNoOf(world, 0),
    lines: productIDs.map((productID) => ({ productID })),
  });
}

/** Bills members, and each pays in full. */
function billAndPay(stack: Stack, count: number): void {
  for (const invoice of addInvoices(worldOf(stack), count)) payInFull(worldOf(stack), invoice);
}

async function expectNoDifference(stack: Stack, tripletexEnv: TripletexEnv = "sandbox"): Promise<void> {
  const { comparison } = await stack.overview(tripletexEnv);
  expect(comparison?.differences).toEqual([]);
  const { rubicOere, tripletexOere, heldOere, ignoredOere } = comparison?.invoices ?? {};
  expect(rubicOere).toBe((tripletexOere ?? 0) + (heldOere ?? 0) + (ignoredOere ?? 0));
}

describe("a fresh sandbox", () => {
  test("needs no manual step: its defaults are approved, visibly by the system", async () => {
    const stack = await start();
    billAndPay(stack, 3);
    expect((await stack.sync("sandbox")).status).toBe("success");
    await checkBooks(stack);
    await expectNoDifference(stack);
    const mappings = await stack.client.query(api.settings.mappings, SANDBOX);
    expect(mappings.length).toBeGreaterThan(15);
    for (const { code, state, source, decided } of mappings) {
      expect({ code, state, source, kind: decided?.actor.kind }).toEqual({
        code,
        state: "approved",
        source: "default",
        kind: "system",
      });
    }
    expect((await settingsOf(stack, "sandbox")).unmapped).toEqual([]);
  });

  test("stores its proposals once: a second run writes nothing", async () => {
    const stack = await start();
    await stack.sync("sandbox");
    const before = await stack.client.query(api.settings.mappings, SANDBOX);
    await stack.sync("sandbox", "all", "full");
    expect(await stack.client.query(api.settings.mappings, SANDBOX)).toEqual(before);
  });

  test("books a 12 % line with type number 33, never with raw fish, whose number is 32", async () => {
    const stack = await start();
    stack.remotes.sandbox.control.changeSettings({ activeVatNumbers: ["3", "31", "32", "33", "5", "6"] });
    const ticket = {
      productID: 900,
      productCode: "BILLETT",
      productName: "Billett",
      productGroupID: TICKETS,
      price: 100,
    };
    bill(stack, worldOf(stack).addProduct(ticket).productID);
    expect((await stack.sync("sandbox")).status).toBe("success");
    const { orderLines, products } = stack.remotes.sandbox.state;
    expect(orderLines.map(({ vatType }) => vatType?.id)).toEqual([LOW_RATE_ID]);
    expect(products.find(({ number }) => number === "BILLETT")?.vatType?.id).toBe(LOW_RATE_ID);
  });

  test("holds 0 % without a code with the candidates named, until a person has chosen", async () => {
    const world = createSmallWorld();
    for (const group of world.productGroups) {
      if (group.taxCode?.taxPercent === 0) group.taxCode = { ...group.taxCode, taxCode1: "" };
    }
    const stack = await start(world);
    bill(stack, ADULT_MEMBERSHIP);
    await stack.sync("sandbox");
    expect(await heldCodes(stack)).toContain("product VAT_NOT_MAPPED");
    const open = (await readMappings(stack, "sandbox")).find(({ code }) => code === "none:0");
    expect(open).toMatchObject({ state: "proposed", target: null });
    expect(open?.candidates.map((each) => each.split(" ")[0])).toEqual(expect.arrayContaining(["5", "6"]));
    const approval = { ...SANDBOX, kind: "vat", code: "none:0", choice: "6" } as const;
    await stack.client.mutation(api.settings.approve, approval);
    expect((await stack.sync("sandbox", "all", "full")).status).toBe("success");
    await expectNoDifference(stack);
  });
});

describe("production", () => {
  test("books nothing before a person approved, and names each code that is missing", async () => {
    const stack = await start();
    await stack.makeReady();
    billAndPay(stack, 3);
    await stack.sync("production");
    const { state } = stack.remotes.production;
    expect([state.products, state.invoices, state.postings].map((rows) => rows.length)).toEqual([0, 0, 0]);
    expect(writeNames(stack.remotes.production).filter((name) => !name.includes("/customer"))).toEqual([]);
    const holds = await stack.openHolds("production");
    const [product] = holds.filter(({ code }) => code === "ACCOUNT_NOT_MAPPED");
    expect(product?.message).toContain("account 3920, for which no mapping is approved");
    const { unmapped, approvedCount } = await settingsOf(stack, "production");
    expect(approvedCount).toBe(0);
    expect(unmapped.map(({ kind, code }) => `${kind} ${code}`)).toEqual(
      expect.arrayContaining(["vat 3:25", "vat 6:0", "account 3920", "account 3020", "department 20"]),
    );
  });

  test("books the same as the sandbox once a person has approved, and says who", async () => {
    const stack = await start();
    await stack.makeReady();
    billAndPay(stack, 3);
    await stack.sync("production");
    await approveProposals(stack, "production");
    expect((await stack.sync("production", "all", "full")).status).toBe("success");
    await checkBooks(stack, "production");
    await expectNoDifference(stack, "production");
    const mappings = await stack.client.query(api.settings.mappings, { tripletexEnv: "production" });
    expect(new Set(mappings.map(({ decided }) => decided?.actor.name))).toEqual(new Set(["Local operator"]));
    expect(await stack.client.query(api.settings.mappings, SANDBOX)).toEqual([]);
  });
});

describe("a mapping that changes", () => {
  const zeroRate = { ...SANDBOX, kind: "vat", code: "6:0" } as const;

  test.each([
    {
      mapping: zeroRate,
      change: "5",
      back: "6",
      atOnce: "invoice LINE_VAT_DIFFERS",
      products: ["product ACCOUNT_REFUSES_VAT", "product ACCOUNT_REFUSES_VAT"],
    },
    {
      mapping: { ...SANDBOX, kind: "account", code: "3920" } as const,
      change: "3930",
      back: "3920",
      atOnce: "invoice LINE_ACCOUNT_DIFFERS",
      products: ["product PRODUCT_VAT_OR_ACCOUNT_CHANGED"],
    },
    {
      mapping: { ...SANDBOX, kind: "account", code: "group-1" } as const,
      change: "3930",
      back: "3920",
      atOnce: "invoice LINE_ACCOUNT_DIFFERS",
      products: ["product PRODUCT_VAT_OR_ACCOUNT_CHANGED"],
    },
  ])(
    "($mapping.code) holds products and new invoices, leaves what is booked, and is undone without a trace",
    async (trial) => {
      const stack = await start();
      bill(stack, ADULT_MEMBERSHIP);
      await stack.sync("sandbox");
      await readMappings(stack, "sandbox");
      const approve = (choice: string) =>
        stack.client.mutation(api.settings.approve, { ...trial.mapping, choice, reason: "A trial" });
      await approve(trial.change);
      stack.remotes.sandbox.control.requests.clear();

      bill(stack, ADULT_MEMBERSHIP);
      await stack.sync("sandbox", "invoices");
      expect(await heldCodes(stack)).toEqual([trial.atOnce]);
      await stack.sync("sandbox", "all");
      expect(await heldCodes(stack)).toEqual([trial.atOnce, ...trial.products]);
      expect(writeNames(stack.remotes.sandbox)).toEqual([]);
      await expectNoDifference(stack);

      await approve(trial.back);
      expect((await stack.sync("sandbox", "all", "full")).status).toBe("success");
      expect(writeNames(stack.remotes.sandbox)).toEqual(["POST /invoice"]);
      await checkBooks(stack);
    },
  );

  test("that is taken back holds what carries the code", async () => {
    const stack = await start();
    await stack.sync("sandbox");
    await stack.client.mutation(api.settings.withdraw, { ...zeroRate, reason: "Not sure" });
    bill(stack, ADULT_MEMBERSHIP);
    bill(stack, HOODIE);
    await stack.sync("sandbox");
    expect(await heldCodes(stack)).toEqual([
      "invoice VAT_NOT_MAPPED",
      "product VAT_NOT_MAPPED",
      "product VAT_NOT_MAPPED",
    ]);
    expect(stack.remotes.sandbox.state.invoices).toHaveLength(1);
    await expectNoDifference(stack);
  });

  test("whose account has become inactive in Tripletex is named by what it holds", async () => {
    const stack = await start();
    await stack.sync("sandbox");
    stack.remotes.sandbox.control.changeSettings({ inactiveAccountNumbers: [3920] });
    bill(stack, ADULT_MEMBERSHIP);
    await stack.sync("sandbox");
    expect(await heldCodes(stack)).toEqual([
      "invoice ACCOUNT_NOT_IN_TRIPLETEX",
      "product ACCOUNT_NOT_IN_TRIPLETEX",
    ]);
    const [hold] = await stack.openHolds("sandbox");
    expect(hold?.message).toContain("account 3920, which is mapped to account 3920");
    stack.remotes.sandbox.control.changeSettings({ inactiveAccountNumbers: [] });
    expect((await stack.sync("sandbox", "all", "full")).status).toBe("success");
  });
});

test("lines of a department beside lines without one hold the invoice", async () => {
  const stack = await start();
  bill(stack, ADULT_MEMBERSHIP, FOOTBALL);
  bill(stack, FOOTBALL);
  await stack.sync("sandbox");
  expect(await heldCodes(stack)).toEqual(["invoice SEVERAL_DEPARTMENTS"]);
  expect(stack.remotes.sandbox.state.orders).toHaveLength(1);
  await expectNoDifference(stack);
});

describe("transaction types", () => {
  test("each go to the payment type that they are mapped to", async () => {
    const stack = await start();
    await readMappings(stack, "sandbox");
    const { paymentTypes } = stack.remotes.sandbox.state;
    const clearing = paymentTypes.find(({ description }) => description.includes("Kontant"));
    const choice = `money:${clearing?.id}`;
    await stack.client.mutation(api.settings.approve, {
      ...SANDBOX,
      kind: "transactionType",
      code: String(VIPPS),
      choice,
      reason: "Own clearing account",
    });
    const [byBank, byVipps] = [bill(stack, HOODIE), bill(stack, HOODIE)];
    payInFull(worldOf(stack), byBank);
    const paidAmount = byVipps.totalAmount;
    worldOf(stack).addTransaction({ invoiceID: byVipps.invoiceID, paidAmount, transactionTypeID: VIPPS });
    expect((await stack.sync("sandbox")).status).toBe("success");
    const payments = writesTo(stack.remotes.sandbox).filter(({ template }) => template.endsWith(":payment"));
    const bank = paymentTypes.find(({ description }) => description.includes("bank"));
    const used = payments.map(({ query }) => Number(query.paymentTypeId?.[0])).toSorted((a, b) => a - b);
    expect(used).toEqual([bank?.id, clearing?.id].toSorted((a, b) => (a ?? 0) - (b ?? 0)));
  });

  test("that nobody has mapped are held by name, found by a reading, and let go by a decision", async () => {
    const stack = await start();
    const { invoiceID } = bill(stack, HOODIE);
    worldOf(stack).addTransaction({ invoiceID, paidAmount: 100, transactionTypeID: UNKNOWN_TYPE });
    await stack.sync("sandbox");
    expect(await heldCodes(stack)).toEqual(["payment TRANSACTION_TYPE_NOT_MAPPED"]);
    const mappings = await readMappings(stack, "sandbox");
    expect(mappings.find(({ code }) => code === String(UNKNOWN_TYPE))).toMatchObject({ target: null });
    await stack.client.mutation(api.settings.approve, {
      ...SANDBOX,
      kind: "transactionType",
      code: String(UNKNOWN_TYPE),
      choice: "ignore",
    });
    expect((await stack.sync("sandbox", "all", "full")).status).toBe("success");
    await expectNoDifference(stack);
  });
});
