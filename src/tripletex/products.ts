/**
 * Calls about products.
 * They exist so that a product number or name leads to exactly that product, active or not.
 * They must never return a product whose number was not asked for: another one may carry other VAT or another account.
 */
import type { ProductBody, ProductChanges } from "./bodies.ts";
import { listed, wrapped } from "./envelopes.ts";
import { isObjectMissing } from "./errors.ts";
import { lookUpGroup, nullIfMissing, refuseUnasked, splitKeys } from "./lookup.ts";
import { PRODUCT_FIELDS, productSchema, type TripletexProduct } from "./schemas.ts";
import type { Transport } from "./transport.ts";

const LIST_PATH = "/product";
const BATCH_PATH = "/product/list";
const ONE_PATH = "/product/{id}";
/** Product numbers go as a parameter each (Tripletex dossier 2). */
const REPEATED_PARAMETER_CHARACTERS = "&productNumber=".length;

/** Every method throws RemoteError. */
export interface ProductCalls {
  /**
   * All products with these numbers, inactive ones included. A number that differs in upper and lower case alone is
   * returned as Tripletex has it, for it blocks the number there.
   */
  findProducts(numbers: string[]): Promise<TripletexProduct[]>;
  /** All products with exactly this name; Tripletex's own filter only knows "containing". */
  findProductsByName(name: string): Promise<TripletexProduct[]>;
  /** Null only when Tripletex says that the object does not exist. */
  product(id: number): Promise<TripletexProduct | null>;
  createProduct(body: ProductBody): Promise<TripletexProduct>;
  /** One call for all bodies, answered in their order. */
  createProducts(bodies: ProductBody[]): Promise<TripletexProduct[]>;
  /** Changes the given fields only. A stale version is a conflict. */
  updateProduct(id: number, body: ProductChanges): Promise<TripletexProduct>;
}

/** Makes the calls about products. */
export function productCalls(transport: Transport): ProductCalls {
  const readList = (query: Record<string, string | string[]>) =>
    transport.readList({ path: LIST_PATH, query, fields: PRODUCT_FIELDS, item: productSchema });

  async function findInGroup(numbers: string[]): Promise<TripletexProduct[]> {
    return refuseUnasked(transport, await readList({ productNumber: numbers }), {
      path: LIST_PATH,
      asked: numbers.map(foldNumber),
      keyOf: (product) => foldNumber(product.number),
    });
  }

  return {
    findProducts: async (numbers) => {
      const found: TripletexProduct[] = [];
      for (const group of splitKeys(numbers, { separatorCharacters: REPEATED_PARAMETER_CHARACTERS })) {
        found.push(...(await lookUpGroup(group, findInGroup)));
      }
      return found;
    },
    findProductsByName: async (name) => {
      const wanted = name.trim();
      if (wanted === "") return [];
      const containing = await readList({ name: wanted });
      return containing.filter((product) => product.name.trim() === wanted);
    },
    product: (id) =>
      nullIfMissing(async () => {
        const query = { fields: PRODUCT_FIELDS };
        const call = {
          method: "GET",
          path: ONE_PATH,
          pathValues: { id },
          query,
          schema: wrapped(productSchema),
        } as const;
        const { value } = await transport.send(call);
        if (value.id !== id) throw transport.refuse("GET", ONE_PATH, "it is another product");
        return value;
      }, isObjectMissing),
    createProduct: async (body) => {
      const { value } = await transport.send({
        method: "POST",
        path: LIST_PATH,
        body,
        schema: wrapped(productSchema),
      });
      if (value.number === body.number) return value;
      throw transport.refuse("POST", LIST_PATH, "the new product has another number than it was given");
    },
    createProducts: async (bodies) => {
      if (bodies.length === 0) return [];
      const call = {
        method: "POST",
        path: BATCH_PATH,
        body: bodies,
        schema: listed(productSchema),
      } as const;
      const { values } = await transport.send(call);
      return bodies.map((body) => {
        const created = values.filter(({ number }) => number === body.number);
        if (created.length === 1 && created[0] !== undefined && values.length === bodies.length)
          return created[0];
        throw transport.refuse("POST", BATCH_PATH, "the new products are not those that were sent");
      });
    },
    updateProduct: async (id, body) => {
      const call = { method: "PUT", path: ONE_PATH, pathValues: { id }, body: { id, ...body } } as const;
      const { value } = await transport.send({ ...call, schema: wrapped(productSchema) });
      if (value.id === id) return value;
      throw transport.refuse("PUT", ONE_PATH, "it is another product");
    },
  };
}

function foldNumber(number: string): string {
  return number.trim().toLowerCase();
}
