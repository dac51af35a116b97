/**
 * What the reader must know about each kind of Rubic record beside its schema: name, key, which fields may be wrong
 * without harm, which field names are known, and which numbers are enumerations.
 * It exists so that the reading rules stand in one table. It must never list a field that booking rests on as descriptive.
 */
import type { z } from "zod";
import {
  companyFields,
  companySchema,
  customerFields,
  customerSchema,
  departmentFields,
  departmentSchema,
  groupTypeFields,
  invoiceFields,
  invoiceLineFields,
  invoiceSchema,
  productFields,
  productGroupFields,
  productGroupSchema,
  productSchema,
  taxCodeFields,
  transactionFields,
  transactionSchema,
} from "./schemas.ts";

interface FieldSet {
  needed: Record<string, unknown>;
  descriptive: Record<string, unknown>;
}

/** A kind of record. Paths are dotted and leave out list positions: `invoiceLines.price`. */
export interface Entity<T> {
  label: string;
  keyField: string;
  schema: z.ZodType<T>;
  descriptivePaths: ReadonlySet<string>;
  knownPaths: ReadonlySet<string>;
  enumRanges: ReadonlyMap<string, EnumRange>;
}

/** Lowest and highest known number of an enumeration (Rubic dossier 3). */
export type EnumRange = readonly [lowest: number, highest: number];

const CUSTOMER_TYPES: EnumRange = [1, 3];
const MEMBER_STATUSES: EnumRange = [0, 2];
const PAYMENT_STATUSES: EnumRange = [0, 7];
const GROUP_TYPES: EnumRange = [1, 2];

interface EntityParts<T> {
  label: string;
  keyField: string;
  schema: z.ZodType<T>;
  fields: FieldSet;
  nested?: Record<string, FieldSet>;
  enums?: Record<string, EnumRange>;
}

function defineEntity<T>({ fields, nested = {}, enums = {}, ...rest }: EntityParts<T>): Entity<T> {
  const sets = [
    ["", fields] as const,
    ...Object.entries(nested).map(([name, set]) => [`${name}.`, set] as const),
  ];
  const paths = (pick: (set: FieldSet) => string[]) =>
    new Set(sets.flatMap(([prefix, set]) => pick(set).map((name) => prefix + name)));
  return {
    ...rest,
    descriptivePaths: paths((set) => Object.keys(set.descriptive)),
    knownPaths: paths((set) => [...Object.keys(set.needed), ...Object.keys(set.descriptive)]),
    enumRanges: new Map(Object.entries(enums)),
  };
}

export const customerEntity = defineEntity({
  label: "Customer",
  keyField: "customerNo",
  schema: customerSchema,
  fields: customerFields,
  enums: { customerType: CUSTOMER_TYPES },
});

export const productEntity = defineEntity({
  label: "Product",
  keyField: "productID",
  schema: productSchema,
  fields: productFields,
});

export const productGroupEntity = defineEntity({
  label: "Product group",
  keyField: "productGroupID",
  schema: productGroupSchema,
  fields: productGroupFields,
  nested: { taxCode: taxCodeFields, productGroupType: groupTypeFields },
  enums: { productGroupTypeID: GROUP_TYPES, "productGroupType.productGroupTypeID": GROUP_TYPES },
});

export const departmentEntity = defineEntity({
  label: "Department",
  keyField: "productDepartmentID",
  schema: departmentSchema,
  fields: departmentFields,
});

export const companyEntity = defineEntity({
  label: "Company",
  keyField: "companyID",
  schema: companySchema,
  fields: companyFields,
  enums: { memberStatus: MEMBER_STATUSES },
});

export const invoiceEntity = defineEntity({
  label: "Invoice",
  keyField: "invoiceID",
  schema: invoiceSchema,
  fields: invoiceFields,
  nested: { customer: customerFields, invoiceLines: invoiceLineFields },
  enums: { paymentStatus: PAYMENT_STATUSES, "customer.customerType": CUSTOMER_TYPES },
});

export const transactionEntity = defineEntity({
  label: "Transaction",
  keyField: "invoiceTransactionID",
  schema: transactionSchema,
  fields: transactionFields,
  nested: { customer: customerFields },
  enums: { "customer.customerType": CUSTOMER_TYPES },
});
