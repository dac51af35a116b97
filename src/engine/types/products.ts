/** The products sync. Key: the product's id in Rubic; its code is the product number in Tripletex. */
import type { RubicProduct } from "../../rubic/schemas.ts";
import type { Held } from "../../sync/decision.ts";
import { describeProduct } from "../../sync/describe.ts";
import { productDifferences } from "../../sync/differences.ts";
import {
  agreesProduct,
  decideProduct,
  explainProductRefusal,
  productChanges,
  productConflict,
  type WantedProduct,
} from "../../sync/products.ts";
import { productNumbers } from "../../sync/record-numbers.ts";
import type { ProductChanges } from "../../tripletex/bodies.ts";
import type { TripletexProduct } from "../../tripletex/schemas.ts";
import type { Step } from "../step.ts";
import { MASTER_DATA_PAGE_SIZE, MasterDataSync } from "./master-data.ts";

/** Lines of an archived product are refused, and a look-up by number would take a renumbered one for a new one. */
function productStanding({ body }: WantedProduct, existing: TripletexProduct): Held | null {
  const name = `Product ${body.number} (${body.name})`;
  if (existing.number !== body.number) {
    const message = `${name} has the number ${existing.number || "–"} in Tripletex now.`;
    return { outcome: "held", code: "PRODUCT_RENUMBERED", message };
  }
  if (!existing.isInactive) return null;
  return { outcome: "held", code: "PRODUCT_INACTIVE", message: `${name} is inactive in Tripletex now.` };
}

export function productSync(
  step: Step,
): MasterDataSync<RubicProduct, WantedProduct, TripletexProduct, ProductChanges> {
  const { rubic, tripletex } = step.ports;
  return new MasterDataSync(step, {
    syncType: "products",
    kind: "product",
    hashVersion: "product-2",
    isListClosed: step.context.isProductListClosed,
    readPage: (pageNo) => rubic.products({ pageNo, pageSize: MASTER_DATA_PAGE_SIZE }),
    keyOf: async (product) => String(product.productID),
    numbersOf: productNumbers,
    labelOf: describeProduct,
    decide: decideProduct,
    find: (wanted) => tripletex.findProducts(wanted.map(({ body }) => body.number)),
    hasKeyOf: (existing, wanted) => existing.number === wanted.body.number,
    agrees: (wanted, existing) => agreesProduct(wanted.expectation, existing),
    conflict: (wanted, existing) => productConflict(wanted.expectation, existing),
    mapping: (wanted, tripletexProductId) => ({
      kind: "product",
      rubicProductCode: wanted.key,
      rubicProductId: wanted.rubicProductId,
      rubicProductGroupId: wanted.expectation.rubicProductGroupId,
      tripletexProductId,
      vatTypeId: wanted.vatTypeId,
      accountId: wanted.accountId,
    }),
    create: (wanted) => tripletex.createProduct(wanted.body),
    createAll: (wanted) => tripletex.createProducts(wanted.map(({ body }) => body)),
    read: (id) => tripletex.product(id),
    changes: (wanted, existing) => {
      const update = productChanges(wanted, existing);
      if (update.outcome === "changed") return update.changes;
      return update.outcome === "held" ? update : null;
    },
    differences: productDifferences,
    standing: productStanding,
    targetOf: (wanted) => wanted.key,
    update: (id, changes) => tripletex.updateProduct(id, changes),
    explainRefusal: async (wanted, ownId) => {
      const { number, name } = wanted.body;
      const named = await tripletex.findProductsByName(name);
      const numbered = await tripletex.findProducts([number]);
      const others = [...named, ...numbered].filter(({ id }) => id !== ownId);
      return explainProductRefusal(wanted, others);
    },
  });
}
