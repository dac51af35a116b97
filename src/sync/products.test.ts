import { expect, test } from "vitest";
import type { RubicProduct } from "../rubic/schemas.ts";
import type { TripletexProduct } from "../tripletex/schemas.ts";
import {
  agreesProduct,
  decideProduct,
  describeProductConflict,
  explainProductRefusal,
  productChanges,
  productConflict,
  type WantedProduct,
} from "./products.ts";
import type { Reference } from "./reference.ts";
import {
  account,
  approvedMappings,
  productGroup,
  reference,
  rubicProduct,
  tripletexProduct,
} from "./test-records.ts";

function wanted(changes: Partial<RubicProduct> = {}): WantedProduct {
  const decision = decideProduct(rubicProduct(changes), reference());
  if (decision.outcome === "held") throw new Error(decision.message);
  return decision;
}

test("wants an ordinary product with VAT type and account of its group", () => {
  expect(wanted({ productDescription: "For voksne" })).toEqual({
    outcome: "wanted",
    key: "KONT-V",
    rubicProductId: 101,
    vatTypeId: 6,
    accountId: 39_200,
    ownsPrice: true,
    body: {
      name: "Medlemskontingent voksen",
      number: "KONT-V",
      description: "For voksne",
      priceExcludingVatCurrency: 650,
      vatType: { id: 6 },
      account: { id: 39_200 },
    },
    expectation: {
      kind: "product",
      rubicProductId: 101,
      rubicProductGroupId: 1,
      number: "KONT-V",
      name: "Medlemskontingent voksen",
      vatTypeId: 6,
      accountId: 39_200,
    },
    hashFields: expect.objectContaining({ number: "KONT-V" }),
  });
});

test("sends no price where Rubic's price may or may not include VAT", () => {
  const shop = wanted({ productGroupID: 4, price: 299 });
  expect([shop.ownsPrice, shop.body.priceExcludingVatCurrency]).toEqual([false, 0]);
});

test("takes the code for a missing name and cuts a name that is too long", () => {
  expect(wanted({ productName: null }).body.name).toBe("KONT-V");
  expect(wanted({ productName: "å".repeat(300) }).body.name).toHaveLength(255);
  expect(wanted({ productName: `${"å".repeat(254)}😀` }).body.name).toBe("å".repeat(254));
});

/** What was approved when everything was in Tripletex. */
const MAPPINGS = approvedMappings();

const GROUP_3020 = (code: string | null, percent: number) => [
  productGroup(1, { code, percent, accountNumber: "3020" }),
];

test.each<[string, string, Partial<RubicProduct>, Reference]>([
  ["no code", "PRODUCT_WITHOUT_CODE", { productCode: null }, reference()],
  ["a blank code", "PRODUCT_WITHOUT_CODE", { productCode: "  " }, reference()],
  ["a code that is too long", "INVALID_RECORD", { productCode: "x".repeat(101) }, reference()],
  ["an unlisted group", "PRODUCT_GROUP_MISSING", { productGroupID: 77 }, reference()],
  [
    "a group without account",
    "PRODUCT_WITHOUT_ACCOUNT",
    {},
    reference({ productGroups: [productGroup(1, { accountNumber: " " })] }),
  ],
  [
    "an account that is no number",
    "ACCOUNT_NOT_MAPPED",
    {},
    reference({ productGroups: [productGroup(1, { accountNumber: "39X0" })] }),
  ],
  ["an absent account", "ACCOUNT_NOT_MAPPED", {}, reference({ accounts: [] })],
  [
    "an inactive account",
    "ACCOUNT_NOT_MAPPED",
    {},
    reference({ accounts: [account(3920, { isInactive: true })] }),
  ],
  [
    "code and percentage that disagree",
    "VAT_NOT_MAPPED",
    {},
    reference({ productGroups: GROUP_3020("3", 15) }),
  ],
  ["0 % without a code", "VAT_NOT_MAPPED", {}, reference({ productGroups: GROUP_3020(null, 0) })],
  [
    "no tax code at all",
    "VAT_NOT_MAPPED",
    {},
    reference({ productGroups: [{ ...productGroup(1), taxCode: null }] }),
  ],
  [
    "an account locked to another VAT type",
    "ACCOUNT_REFUSES_VAT",
    {},
    reference({ accounts: [account(3920, { vatLocked: true, vatTypeId: 3 })], mappings: MAPPINGS }),
  ],
  [
    "an account whose legal VAT types leave it out",
    "ACCOUNT_REFUSES_VAT",
    {},
    reference({ accounts: [account(3920, { legalVatTypeIds: [3, 31] })], mappings: MAPPINGS }),
  ],
  [
    "a mapped account that is gone",
    "ACCOUNT_NOT_IN_TRIPLETEX",
    {},
    reference({ accounts: [], mappings: MAPPINGS }),
  ],
  [
    "a mapped account that is inactive by now",
    "ACCOUNT_NOT_IN_TRIPLETEX",
    {},
    reference({ accounts: [account(3920, { isInactive: true })], mappings: MAPPINGS }),
  ],
  [
    "a mapped VAT type that is not active any more",
    "VAT_TYPE_NOT_FOUND",
    {},
    reference({ vatTypes: [], mappings: MAPPINGS }),
  ],
])("holds a product with %s as %s", (_title, code, changes, known) => {
  const decision = decideProduct(rubicProduct(changes), known);
  expect(decision).toMatchObject({ outcome: "held", code });
  expect(decision).toHaveProperty("message", expect.stringMatching(/^Product .+\.$/));
});

test("an account locked to the very VAT type, or with it among the legal ones, is fine", () => {
  for (const changes of [{ vatLocked: true, vatTypeId: 6 }, { legalVatTypeIds: [5, 6] }]) {
    const known = reference({ accounts: [account(3920, changes)] });
    expect(decideProduct(rubicProduct(), known).outcome).toBe("wanted");
  }
});

test("adopts a product that agrees in number, VAT type and account, whatever it is called", () => {
  const { expectation } = wanted();
  expect(agreesProduct(expectation, tripletexProduct())).toBe(true);
  expect(agreesProduct(expectation, tripletexProduct({ name: "Kontingent før omdøping" }))).toBe(true);
  const others: [Partial<TripletexProduct>, string][] = [
    [{ number: "KONT-U" }, "number KONT-U instead of KONT-V"],
    [{ vatTypeId: 5 }, "another VAT type"],
    [{ accountId: null }, "another income account"],
  ];
  for (const [changes, words] of others) {
    const existing = tripletexProduct(changes);
    expect(agreesProduct(expectation, existing)).toBe(false);
    expect(describeProductConflict(expectation, existing)).toContain(words);
  }
});

test("does not adopt or change a product that is inactive in Tripletex", () => {
  const inactive = tripletexProduct({ isInactive: true });
  const { expectation } = wanted();
  expect(agreesProduct(expectation, inactive)).toBe(false);
  expect(productConflict(expectation, inactive)).toMatchObject({ code: "PRODUCT_INACTIVE" });
  expect(productConflict(expectation, { ...inactive, vatTypeId: 3 })).toMatchObject({
    code: "PRODUCT_NUMBER_TAKEN",
  });
  expect(productChanges(wanted({ productName: "Ny" }), inactive)).toMatchObject({ code: "PRODUCT_INACTIVE" });
});

test("names the product that has the number or the name, when Tripletex refuses", () => {
  const renamed = wanted({ productName: "Kontingent", productCode: "K1" });
  const other = tripletexProduct({ id: 77, number: "GAMMEL", name: "KONTINGENT" });
  expect(explainProductRefusal(renamed, [other])).toMatchObject({
    code: "PRODUCT_NAME_TAKEN",
    message: expect.stringMatching(/product GAMMEL has that name/),
  });
  expect(explainProductRefusal(renamed, [{ ...other, number: "K1" }])).toMatchObject({
    code: "PRODUCT_NUMBER_TAKEN",
  });
  expect(explainProductRefusal(renamed, [])).toBeNull();
});

test("changes nothing where nothing we own differs", () => {
  expect(productChanges(wanted(), tripletexProduct({ description: "written by the accountant" }))).toEqual({
    outcome: "unchanged",
  });
});

test("changes only the fields that differ", () => {
  const renamed = wanted({
    productName: "Kontingent",
    productCode: "K1",
    price: 700,
    productDescription: "Ny",
  });
  expect(productChanges(renamed, tripletexProduct())).toEqual({
    outcome: "changed",
    changes: {
      version: 4,
      name: "Kontingent",
      number: "K1",
      description: "Ny",
      priceExcludingVatCurrency: 700,
    },
  });
  expect(productChanges(wanted({ price: 651 }), tripletexProduct())).toEqual({
    outcome: "changed",
    changes: { version: 4, priceExcludingVatCurrency: 651 },
  });
});

test("leaves a price alone that is not ours", () => {
  const shop = wanted({ productGroupID: 4, price: 299 });
  const existing = tripletexProduct({ vatTypeId: 3, accountId: 30_200, priceExcludingVatCurrency: 239.2 });
  expect(productChanges(shop, existing)).toEqual({ outcome: "unchanged" });
});

test.each([
  [{ vatTypeId: 3 }, "another VAT type in Rubic"],
  [{ accountId: 30_200 }, "another income account in Rubic"],
  [{ vatTypeId: 3, accountId: 30_200 }, "another VAT type and income account in Rubic"],
])("holds a mapped product with %o instead of changing it", (changes, words) => {
  const update = productChanges(wanted(), tripletexProduct(changes));
  expect(update).toMatchObject({ outcome: "held", code: "PRODUCT_VAT_OR_ACCOUNT_CHANGED" });
  expect(update).toHaveProperty("message", expect.stringContaining(words));
});
