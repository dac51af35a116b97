/**
 * Products (Tripletex dossier 6): number unique, name unique by setting, VAT type outgoing and active, income account agreeing with it.
 */
import { z } from "zod";
import type { SimulatorReply } from "../http/server.ts";
import { LONG_TEXT, limited, readBodies, readBody, reference } from "./body.ts";
import type { ProductRow } from "./books.ts";
import { NOK_ID, vatTypeByNumber } from "./chart.ts";
import { badParameters, brokenRule, forbidden, missingFields, staleVersion } from "./errors.ts";
import { listReply, writtenListReply } from "./list.ts";
import { addVat, removeVat } from "./money.ts";
import { flag, idList, integer, pagingParameters, repeated, text } from "./query.ts";
import {
  type Call,
  findByPath,
  isSame,
  merge,
  requireReference,
  type Simulation,
  today,
  valueReply,
  writeAll,
} from "./simulation.ts";
import { allowsVat, isActiveOutgoing, isInactiveAccount } from "./vat-rules.ts";

const NAME_LENGTH = 255;
const NUMBER_LENGTH = 100;
const EAN_LENGTH = 14;
/** Default VAT numbers of a company inside and outside the VAT register. */
const REGISTERED_DEFAULT = "3";
const UNREGISTERED_DEFAULT = "6";

const productSchema = z.object({
  id: z.int().optional(),
  version: z.int().optional(),
  name: limited(NAME_LENGTH).nullish(),
  number: limited(NUMBER_LENGTH).nullish(),
  description: limited(LONG_TEXT).nullish(),
  orderLineDescription: limited(NAME_LENGTH).nullish(),
  ean: limited(EAN_LENGTH).nullish(),
  priceExcludingVatCurrency: z.number().nullish(),
  priceIncludingVatCurrency: z.number().nullish(),
  costExcludingVatCurrency: z.number().nullish(),
  isInactive: z.boolean().nullish(),
  isStockItem: z.literal(false).nullish(),
  vatType: reference.nullish(),
  currency: reference.nullish(),
  department: reference.nullish(),
  account: reference.nullish(),
});
type ProductInput = z.infer<typeof productSchema>;

export const productParameters = {
  number: text,
  ids: idList,
  productNumber: repeated,
  name: text,
  ean: text,
  isInactive: flag,
  vatTypeId: integer,
  departmentId: integer,
  accountId: integer,
  ...pagingParameters,
};
type ProductQuery = Call<typeof productParameters>["query"];

export function listProducts(call: Call<typeof productParameters>): SimulatorReply {
  const { simulation, query, headers } = call;
  // The deprecated filter takes integers only.
  if (query.number !== undefined && !/^\d+$/.test(query.number)) {
    throw badParameters([{ field: "number", text: "wrongType" }]);
  }
  const rows = candidates(simulation, query).filter((row) => isWanted(query, row));
  return listReply(simulation, { model: "Product", rows, query, headers });
}

function candidates({ books }: Simulation, { ids, productNumber }: ProductQuery): ProductRow[] {
  if (ids !== undefined) return [...ids].flatMap((id) => books.Product.get(id) ?? []);
  if (productNumber === undefined) return books.Product.all();
  return [...productNumber].flatMap((number) => books.Product.withKey("number", number));
}

function isWanted(query: ProductQuery, row: ProductRow): boolean {
  return (
    (query.productNumber?.has(row.number) ?? true) &&
    (query.number ?? row.number) === row.number &&
    row.name.toLowerCase().includes((query.name ?? "").toLowerCase()) &&
    (query.isInactive ?? row.isInactive) === row.isInactive &&
    (query.vatTypeId ?? row.vatType.id) === row.vatType.id &&
    (query.departmentId === undefined || query.departmentId === row.department?.id) &&
    (query.accountId === undefined || query.accountId === row.account?.id) &&
    (query.ean === undefined || query.ean === Reflect.get(row, "ean"))
  );
}

export function getProduct(call: Call<{ fields: typeof text }>): SimulatorReply {
  const row = findByPath(call, call.simulation.books.Product);
  return valueReply(call.simulation, "Product", { row, fields: call.query.fields });
}

export function postProduct({ simulation, body }: Call): SimulatorReply {
  const row = createProduct(simulation, readBody("Product", productSchema, body));
  return valueReply(simulation, "Product", { row, status: 201 });
}

export function putProduct(call: Call): SimulatorReply {
  const before = findByPath(call, call.simulation.books.Product);
  const row = updateProduct(call.simulation, before, readBody("Product", productSchema, call.body));
  return valueReply(call.simulation, "Product", { row });
}

export function postProducts({ simulation, body }: Call): SimulatorReply {
  if (!simulation.settings.listEndpointsAreOpen) throw forbidden();
  const inputs = readBodies("Product", productSchema, body);
  const rows = writeAll(simulation, inputs, (input) => createProduct(simulation, input));
  return writtenListReply(simulation, { model: "Product", rows, status: 201 });
}

export function putProducts({ simulation, body }: Call): SimulatorReply {
  if (!simulation.settings.listEndpointsAreOpen) throw forbidden();
  const inputs = readBodies("Product", productSchema, body);
  const rows = writeAll(simulation, inputs, (input) => {
    if (input.id === undefined) throw missingFields(["id"]);
    return updateProduct(
      simulation,
      requireReference(simulation.books.Product, { id: input.id }, "product"),
      input,
    );
  });
  return writtenListReply(simulation, { model: "Product", rows, status: 200 });
}

/** Makes a product as a person would in the browser. */
export function createProductByHand(simulation: Simulation, body: unknown): ProductRow {
  return createProduct(simulation, readBody("Product", productSchema, body));
}

/** Changes a product as a person would in the browser: no version needed. */
export function editProduct(simulation: Simulation, before: ProductRow, body: unknown): ProductRow {
  return updateProduct(simulation, before, readBody("Product", productSchema, body));
}

function createProduct(simulation: Simulation, input: ProductInput): ProductRow {
  if (input.id !== undefined || input.version !== undefined) throw brokenRule("id", "idOnCreate");
  if (!input.name) throw brokenRule("name", "mustBeFilled");
  const { books, settings } = simulation;
  const vatType = {
    id: vatTypeByNumber(books, settings.isVatRegistered ? REGISTERED_DEFAULT : UNREGISTERED_DEFAULT).id,
  };
  const row = books.Product.insert((created) => {
    const defaults = {
      ...created,
      version: 0,
      name: "",
      number: "",
      displayName: "",
      priceExcludingVatCurrency: 0,
      priceIncludingVatCurrency: 0,
      vatType,
      account: null,
      department: null,
      isInactive: false,
      currency: { id: NOK_ID },
    };
    return withComputed(simulation, merge("Product", defaults, withoutEmptyVat(input)), input);
  });
  checkProduct(simulation, row);
  return row;
}

function updateProduct(simulation: Simulation, before: ProductRow, input: ProductInput): ProductRow {
  if (input.id !== undefined && input.id !== before.id) throw brokenRule("id", "invalidFormat");
  if (input.version !== undefined && input.version !== before.version) throw staleVersion();
  const { id: _id, version: _version, ...values } = withoutEmptyVat(input);
  const after = withComputed(simulation, merge("Product", before, values), input);
  if (isSame(before, after)) return before;
  const row = simulation.books.Product.update({ ...after, version: before.version + 1 });
  checkProduct(simulation, row);
  return row;
}

/** A product always has a VAT type: null leaves it as it is. */
const withoutEmptyVat = (input: ProductInput) => ({ ...input, vatType: input.vatType ?? undefined });

/** The price not given is computed; the price without VAT wins when both are given. */
function withComputed(simulation: Simulation, row: ProductRow, input: ProductInput): ProductRow {
  const { percentage } = requireReference(simulation.books.VatType, row.vatType, "vatType");
  const displayName = `${row.number} ${row.name}`.trim();
  if (input.priceIncludingVatCurrency && !input.priceExcludingVatCurrency) {
    return {
      ...row,
      displayName,
      priceExcludingVatCurrency: removeVat(row.priceIncludingVatCurrency, percentage),
    };
  }
  return {
    ...row,
    displayName,
    priceIncludingVatCurrency: addVat(row.priceExcludingVatCurrency, percentage),
  };
}

function checkProduct(simulation: Simulation, row: ProductRow): void {
  const { books, settings } = simulation;
  if (row.name === "") throw brokenRule("name", "mustBeFilled");
  if (row.number !== "" && books.Product.withKey("number", row.number).length > 1) {
    throw brokenRule("number", "productNumberInUse", [row.number]);
  }
  if (settings.productNamesAreUnique && books.Product.withKey("name", row.name).length > 1) {
    throw brokenRule("name", "productNameInUse", [row.name]);
  }
  const vatType = requireReference(books.VatType, row.vatType, "vatType");
  if (!isActiveOutgoing(simulation, vatType, today(simulation)))
    throw brokenRule("Internt felt (vatTypeId)", "invalidVat");
  if (row.department !== null) requireReference(books.Department, row.department, "department");
  if (row.account === null) return;
  const account = requireReference(books.Account, row.account, "account");
  if (isInactiveAccount(simulation, account))
    throw brokenRule("account", "accountInactive", [account.number]);
  if (!allowsVat(account, vatType))
    throw brokenRule("account", "accountLocked", [account.number, vatType.number]);
}
