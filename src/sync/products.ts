/**
 * Which product Tripletex should have for a Rubic product, and what differs from the one it has. A product carries the VAT
 * type and the income account of every line sold with it, so it is only made when both are certain.
 * It must never change VAT type or account of an existing product: lines sold before and after would be posted differently.
 */
import { Decimal } from "decimal.js";
import type { RubicProduct, RubicProductGroup } from "../rubic/schemas.ts";
import type { ProductBody, ProductChanges } from "../tripletex/bodies.ts";
import type { TripletexAccount, TripletexProduct } from "../tripletex/schemas.ts";
import { takesVatType } from "./code-proposals.ts";
import type { HashFields, Held, ProductExpectation } from "./decision.ts";
import { comparableText, describeProduct, givenText, limitText } from "./describe.ts";
import type { HoldCode } from "./hold-codes.ts";
import { type Found, findAccount, findGroupVatType, type Reference, type VatType } from "./reference.ts";

/** Limits of Tripletex (Tripletex dossier 6); that of the description is unpublished and taken to be the column's of the name. */
const NAME_LIMIT = 255;
const NUMBER_LIMIT = 100;
const PRICE_DECIMALS = 2;
/** What a product without a known price has in Tripletex: plainly no price, so nobody bills by it unseen. */
const NO_PRICE = 0;

export interface WantedProduct {
  outcome: "wanted";
  /** The product code, which is the product number in Tripletex. */
  key: string;
  rubicProductId: number;
  vatTypeId: number;
  accountId: number;
  /** False where the price without VAT is not known: the price in Tripletex is then the accountant's and never changed. */
  ownsPrice: boolean;
  body: ProductBody;
  expectation: ProductExpectation;
  hashFields: HashFields;
}

/** Held is PRODUCT_VAT_OR_ACCOUNT_CHANGED or PRODUCT_INACTIVE. */
export type ProductUpdate = { outcome: "unchanged" } | { outcome: "changed"; changes: ProductChanges } | Held;

/**
 * Decides one product. Order of checks: code, group, account, VAT type (both through their mappings), whether the account takes the VAT type.
 *
 * Price: whether Rubic's price includes VAT is unknown (Rubic dossier 4.2), and every invoice line carries its own price, so the
 * product's price is only a proposal for invoices made by hand. At 0 % VAT both readings agree and the price is sent; at any
 * other rate it would be a quarter wrong half of the time, so none is sent (0) and a price set in Tripletex is left alone.
 */
export function decideProduct(product: RubicProduct, reference: Reference): WantedProduct | Held {
  const code = givenText(product.productCode);
  if (code === null) return hold(product, "PRODUCT_WITHOUT_CODE", "has no code in Rubic");
  if (code.length > NUMBER_LIMIT) {
    return hold(product, "INVALID_RECORD", `has a code of more than ${NUMBER_LIMIT} characters`);
  }
  const group = reference.productGroups.get(product.productGroupID);
  if (group === undefined) {
    return hold(
      product,
      "PRODUCT_GROUP_MISSING",
      `is in product group ${product.productGroupID}, which Rubic does not list`,
    );
  }
  const account = findGroupAccount(product, group, reference);
  if ("outcome" in account) return account;
  const vatType = findGroupVatType(reference, group);
  if (!vatType.ok) return holdForCode(product, group, vatType);
  if (!takesVatType(account, vatType.value.id)) {
    return hold(
      product,
      "ACCOUNT_REFUSES_VAT",
      `is to be sold with VAT type ${vatType.value.number} on account ${account.number}, which does not take it in Tripletex`,
    );
  }
  return want(product, { code, account, vatType: vatType.value });
}

function want(
  product: RubicProduct,
  found: { code: string; account: TripletexAccount; vatType: VatType },
): WantedProduct {
  const { code, account, vatType } = found;
  const name = limitText(givenText(product.productName) ?? code, NAME_LIMIT);
  const description = givenText(product.productDescription);
  const ownsPrice = vatType.percentage === 0;
  const body: ProductBody = {
    name,
    number: code,
    ...(description === null ? {} : { description: limitText(description, NAME_LIMIT) }),
    priceExcludingVatCurrency: ownsPrice ? roundPrice(product.price) : NO_PRICE,
    vatType: { id: vatType.id },
    account: { id: account.id },
  };
  return {
    outcome: "wanted",
    key: code,
    rubicProductId: product.productID,
    vatTypeId: vatType.id,
    accountId: account.id,
    ownsPrice,
    body,
    expectation: {
      kind: "product",
      rubicProductId: product.productID,
      rubicProductGroupId: product.productGroupID,
      number: code,
      name,
      vatTypeId: vatType.id,
      accountId: account.id,
    },
    hashFields: { ...body },
  };
}

function findGroupAccount(
  product: RubicProduct,
  group: RubicProductGroup,
  reference: Reference,
): TripletexAccount | Held {
  const { accountNumber, productGroupID: productGroupId } = group;
  const account = findAccount(reference, { accountNumber, productGroupId });
  if (account === null) {
    const problem = `is in ${describeGroup(group)}, which has no income account`;
    return hold(product, "PRODUCT_WITHOUT_ACCOUNT", problem);
  }
  return account.ok ? account.value : holdForCode(product, group, account);
}

/** The group's code has no mapping, or one whose target is gone. */
function holdForCode(
  product: RubicProduct,
  group: RubicProductGroup,
  missing: Extract<Found<unknown>, { ok: false }>,
): Held {
  return hold(product, missing.code, `is in ${describeGroup(group)}, which ${missing.problem}`);
}

/**
 * Whether an existing product may be taken as this one: it is active, and number, VAT type and account are equal. They decide the
 * posting; the name does not, and after an old backup it may be the one from before a renaming.
 */
export function agreesProduct(expectation: ProductExpectation, existing: TripletexProduct): boolean {
  return !existing.isInactive && productDifferences(expectation, existing).length === 0;
}

/** The hold of a product whose number exists in Tripletex and may not be taken: PRODUCT_INACTIVE or PRODUCT_NUMBER_TAKEN. */
export function productConflict(expectation: ProductExpectation, existing: TripletexProduct): Held {
  const isOurs = productDifferences(expectation, existing).length === 0;
  const message = describeProductConflict(expectation, existing);
  if (!isOurs) return { outcome: "held", code: "PRODUCT_NUMBER_TAKEN", message };
  return holdInactive(expectation, existing);
}

function holdInactive(expectation: Pick<ProductExpectation, "number">, existing: TripletexProduct): Held {
  const message = `Product ${expectation.number} (${existing.name}) is inactive in Tripletex.`;
  return { outcome: "held", code: "PRODUCT_INACTIVE", message };
}

/** The hold of a product that Tripletex refused because another one has its name or its new number; null when none has. */
export function explainProductRefusal(wanted: WantedProduct, others: TripletexProduct[]): Held | null {
  const { name, number } = wanted.body;
  const sameNumber = others.find((other) => other.number === number);
  if (sameNumber !== undefined) {
    const message = `The number ${number} belongs to another product in Tripletex (${sameNumber.name}).`;
    return { outcome: "held", code: "PRODUCT_NUMBER_TAKEN", message };
  }
  const sameName = others.find((other) => comparableText(other.name) === comparableText(name));
  if (sameName === undefined) return null;
  const message = `Product ${number} can't be named “${name}”: product ${sameName.number || "without number"} has that name in Tripletex.`;
  return { outcome: "held", code: "PRODUCT_NAME_TAKEN", message };
}

/** For the message of PRODUCT_NUMBER_TAKEN: what keeps us from taking the product that has the number or the name. */
export function describeProductConflict(expectation: ProductExpectation, existing: TripletexProduct): string {
  const differences = productDifferences(expectation, existing);
  return `Product ${existing.number} (${existing.name}) in Tripletex differs from Rubic's: ${differences.join(", ")}.`;
}

function productDifferences(expectation: ProductExpectation, existing: TripletexProduct): string[] {
  const differences: string[] = [];
  if (existing.number !== expectation.number)
    differences.push(`number ${existing.number || "none"} instead of ${expectation.number}`);
  if (existing.vatTypeId !== expectation.vatTypeId) differences.push("another VAT type");
  if (existing.accountId !== expectation.accountId) differences.push("another income account");
  return differences;
}

/** What has to change on a mapped product: only fields we own, only where they differ, never blank. */
export function productChanges(wanted: WantedProduct, existing: TripletexProduct): ProductUpdate {
  if (existing.vatTypeId !== wanted.vatTypeId || existing.accountId !== wanted.accountId) {
    return holdVatOrAccount(wanted, existing);
  }
  if (existing.isInactive) return holdInactive(wanted.expectation, existing);
  const { body } = wanted;
  const changes: ProductChanges = { version: existing.version };
  if (body.name !== existing.name.trim()) changes.name = body.name;
  if (body.number !== existing.number) changes.number = body.number;
  if (body.description !== undefined && body.description !== existing.description?.trim()) {
    changes.description = body.description;
  }
  if (wanted.ownsPrice && body.priceExcludingVatCurrency !== roundPrice(existing.priceExcludingVatCurrency)) {
    changes.priceExcludingVatCurrency = body.priceExcludingVatCurrency;
  }
  return Object.keys(changes).length === 1 ? { outcome: "unchanged" } : { outcome: "changed", changes };
}

function holdVatOrAccount(wanted: WantedProduct, existing: TripletexProduct): Held {
  const what = [
    ...(existing.vatTypeId === wanted.vatTypeId ? [] : ["VAT type"]),
    ...(existing.accountId === wanted.accountId ? [] : ["income account"]),
  ].join(" and ");
  return {
    outcome: "held",
    code: "PRODUCT_VAT_OR_ACCOUNT_CHANGED",
    message: `Product ${wanted.key} (${wanted.body.name}) has another ${what} in Rubic, or by its mapping, than in Tripletex.`,
  };
}

/** To whole øre: more decimals than Tripletex keeps would make every comparison differ. */
function roundPrice(price: number): number {
  return new Decimal(price).toDecimalPlaces(PRICE_DECIMALS, Decimal.ROUND_HALF_UP).toNumber();
}

function describeGroup(group: RubicProductGroup): string {
  return `product group ${givenText(group.productGroupName) ?? group.productGroupID}`;
}

function hold(product: RubicProduct, code: HoldCode, problem: string): Held {
  return { outcome: "held", code, message: `${describeProduct(product)} ${problem}.` };
}
