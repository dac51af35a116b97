/** The products of the table of situations in docs/accounting.md, each driven through a whole sync. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { World } from "../../src/simulators/world/index.ts";
import { expectHold, findBooked, findProduct, noHold } from "../helpers/situations.ts";
import { createSmallWorld, customerNoOf } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

/** Groups of the seeded club: membership is outside the VAT Act on 3920, the shop is at 25 % on 3020. */
const MEMBERSHIP = 1;
const SHOP = 4;
const WITHOUT_ACCOUNT = 8;
const OUTSIDE_THE_ACT = "6";
const HIGH_RATE = "3";

function prepare(world: World) {
  world.addProduct({
    productID: 901,
    productCode: null,
    productName: "Uten kode",
    productGroupID: MEMBERSHIP,
    price: 10,
  });
  world.addProduct({
    productID: 902,
    productCode: "U-KONTO",
    productName: "Uten konto",
    productGroupID: WITHOUT_ACCOUNT,
    price: 10,
  });
  world.addProduct({
    productID: 903,
    productCode: "ANNEN",
    productName: "Annen mva",
    productGroupID: MEMBERSHIP,
    price: 10,
  });
  world.addProduct({
    productID: 904,
    productCode: "NYTT-NAVN",
    productName: "Etter omdøping",
    productGroupID: MEMBERSHIP,
    price: 10,
  });
  world.addProduct({
    productID: 905,
    productCode: "UTE",
    productName: "Utgått",
    productGroupID: MEMBERSHIP,
    price: 10,
  });
  world.addProduct({
    productID: 906,
    productCode: "LIK-1",
    productName: "Opptatt navn",
    productGroupID: MEMBERSHIP,
    price: 10,
  });
  world.addProduct({
    productID: 907,
    productCode: "TOM",
    productName: "Skal omdøpes",
    productGroupID: MEMBERSHIP,
    price: 10,
  });
  const bill = (line: { productID: number; taxPercentage?: number }) =>
    world.addInvoice({ customerNo: customerNoOf(world, 0), lines: [line] });
  return {
    withoutCode: bill({ productID: 901 }),
    twoVatTypes: bill({ productID: 101, taxPercentage: 25 }),
    renamedBefore: bill({ productID: 904 }),
  };
}

describe("products", () => {
  let stack: Stack;
  let world: World;
  let invoices: ReturnType<typeof prepare>;

  beforeAll(async () => {
    const remotes = await startRemotes({ world: createSmallWorld() });
    world = remotes.rubic.world;
    invoices = prepare(world);
    const { state, control } = remotes.sandbox;
    const vatType = (number: string) => ({
      id: state.vatTypes.find((type) => type.number === number)?.id ?? 0,
    });
    const account = (number: number) => ({
      id: state.accounts.find((each) => each.number === number)?.id ?? 0,
    });
    const outside = { vatType: vatType(OUTSIDE_THE_ACT), account: account(3920) };
    control.createProduct({
      name: "Annen mva",
      number: "ANNEN",
      vatType: vatType(HIGH_RATE),
      account: account(3020),
    });
    control.createProduct({ name: "Før omdøping", number: "NYTT-NAVN", ...outside });
    control.createProduct({ name: "Utgått", number: "UTE", isInactive: true, ...outside });
    control.createProduct({ name: "Opptatt navn", number: "EGET-1", ...outside });
    control.createProduct({ name: "Også opptatt", number: "EGET-2", ...outside });
    stack = await startStack({ remotes });
    await stack.sync("sandbox", "all", "full");
  });
  afterAll(async () => {
    await stack.close();
    await closeRemotes(stack.remotes);
  });

  test("a product without a code is held, and so is its invoice", async () => {
    await expectHold(stack, "product", 901, { code: "PRODUCT_WITHOUT_CODE" });
    await expectHold(stack, "invoice", invoices.withoutCode.invoiceID, {
      code: "LINE_PRODUCT_NOT_IN_TRIPLETEX",
      amountOere: 1_000,
    });
  });

  test("a product whose group has no income account is held", async () => {
    await expectHold(stack, "product", 902, { code: "PRODUCT_WITHOUT_ACCOUNT" });
  });

  test("a product number with another VAT type in Tripletex is held", async () => {
    await expectHold(stack, "product", 903, { code: "PRODUCT_NUMBER_TAKEN" });
  });

  test("a product renamed since it was made is found by number, VAT type and account, as after an old backup", async () => {
    await noHold(stack, "product", 904);
    expect(findProduct(stack, "NYTT-NAVN")?.name).toBe("Før omdøping");
    expect(findBooked(stack, invoices.renamedBefore)?.amount).toBe(10);
  });

  test("a product that is inactive in Tripletex is held and not made active", async () => {
    await expectHold(stack, "product", 905, { code: "PRODUCT_INACTIVE" });
    expect(findProduct(stack, "UTE")?.isInactive).toBe(true);
  });

  test("a new product whose name another one has is held", async () => {
    await expectHold(stack, "product", 906, { code: "PRODUCT_NAME_TAKEN" });
  });

  test("a product sold at another VAT rate than its own holds the invoice", async () => {
    await expectHold(stack, "invoice", invoices.twoVatTypes.invoiceID, {
      code: "LINE_VAT_DIFFERS",
      amountOere: 81_250,
    });
  });

  test("a product renamed to a taken name is held and keeps its name", async () => {
    world.changeProduct(907, { productName: "Også opptatt" });
    await stack.sync("sandbox", "products");
    await expectHold(stack, "product", 907, { code: "PRODUCT_NAME_TAKEN" });
    expect(findProduct(stack, "TOM")?.name).toBe("Skal omdøpes");
  });

  test("a product re-coded in Rubic gets the new number and stays the same product", async () => {
    const before = findProduct(stack, "KONT-V");
    world.changeProduct(101, { productCode: "KONT-2" });
    await stack.sync("sandbox", "products");
    expect(findProduct(stack, "KONT-2")?.id).toBe(before?.id);
    expect(findProduct(stack, "KONT-V")).toBeUndefined();
  });

  test("a product re-coded to a number that another one has is held", async () => {
    world.changeProduct(106, { productCode: "EGET-1" });
    await stack.sync("sandbox", "products");
    await expectHold(stack, "product", 106, { code: "PRODUCT_NUMBER_TAKEN" });
    world.changeProduct(106, { productCode: "FOT-11" });
    await stack.sync("sandbox", "products");
    await noHold(stack, "product", 106);
  });

  test("a product moved to another VAT type in Rubic is held, not changed", async () => {
    world.changeProduct(106, { productGroupID: SHOP });
    await stack.sync("sandbox", "products");
    await expectHold(stack, "product", 106, { code: "PRODUCT_VAT_OR_ACCOUNT_CHANGED" });
  });

  test("an invoice over a product that was made inactive in Tripletex is held and follows when it is active", async () => {
    const product = findProduct(stack, "BUT-GEN");
    const setInactive = (isInactive: boolean) =>
      stack.remotes.sandbox.control.editProduct({ productId: product?.id ?? 0, changes: { isInactive } });
    setInactive(true);
    const billed = Array.from({ length: 12 }, () =>
      world.addInvoice({ customerNo: customerNoOf(world, 1), lines: [{ productID: 116 }] }),
    );
    const other = world.addInvoice({ customerNo: customerNoOf(world, 1), lines: [{ productID: 101 }] });
    const run = await stack.sync("sandbox");
    expect(run.status).toBe("partial");
    for (const { invoiceID } of billed) {
      await expectHold(stack, "invoice", invoiceID, { code: "LINE_PRODUCT_INACTIVE", amountOere: 29_900 });
    }
    // Many refusals of one named cause do not stop what has nothing to do with it.
    expect(findBooked(stack, other)?.amount).toBe(650);
    setInactive(false);
    await stack.sync("sandbox", "all", "full");
    for (const invoice of billed) expect(findBooked(stack, invoice)?.amount).toBe(299);
  });
});
