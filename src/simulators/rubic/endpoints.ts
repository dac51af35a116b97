/**
 * The eight lists of Rubic's External API (Rubic dossier 1.1): path, rows, whether a period filters them, and which fields can drift.
 * Rows are made when asked for, from the world as it is then and under the settings of that moment.
 */
import type { Invoice, InvoiceTransaction, Product } from "../world/entities.ts";
import type { World } from "../world/index.ts";
import { addCreditNotes, addCreditSettlements } from "./credit-notes.ts";
import type { DriftFields } from "./drift.ts";
import type { ListedRow } from "./paging.ts";
import {
  presentCustomer,
  presentInvoice,
  presentProduct,
  presentSentDate,
  presentTransaction,
} from "./present.ts";
import type { RubicSettings } from "./settings.ts";

export interface Endpoint {
  /** Path with the organization as `{organization}`. */
  template: string;
  hasPeriod: boolean;
  drift: DriftFields;
  list(world: World, settings: RubicSettings): ListedRow[];
}

const MEMBER_DRIFT = { enumField: "memberStatus", nullField: "memberNo", missingField: "memberNo" };

export const ENDPOINTS: readonly Endpoint[] = [
  {
    template: "/accounting/{organization}/customers",
    hasPeriod: false,
    drift: { enumField: "customerType", nullField: "customerType", missingField: "customerName" },
    // Customers have no numeric key; they stand in the order in which they were added.
    list: (world, settings) =>
      world.customers.map((row, place) => ({
        ...plainRow(place, place, row),
        present: () => presentCustomer(row, settings),
      })),
  },
  {
    template: "/accounting/{organization}/products",
    hasPeriod: false,
    drift: { nullField: "price", missingField: "productGroupID" },
    list: listProducts,
  },
  {
    template: "/accounting/{organization}/productgroups",
    hasPeriod: false,
    drift: { enumField: "productGroupTypeID", nullField: "taxCodeID", missingField: "accountNumber" },
    list: (world) => world.productGroups.map((row, place) => plainRow(place, row.productGroupID, row)),
  },
  {
    template: "/accounting/{organization}/departments",
    hasPeriod: false,
    drift: { nullField: "productDepartmentID", missingField: "productDepartmentNumber" },
    list: (world) => world.departments.map((row, place) => plainRow(place, row.productDepartmentID, row)),
  },
  {
    template: "/accounting/{organization}/invoices",
    hasPeriod: true,
    drift: { enumField: "paymentStatus", nullField: "grossTotal", missingField: "dueDate" },
    list: (world, settings) =>
      addCreditNotes(world, settings).map((row, place) => ({
        place,
        id: row.invoiceID,
        filterDate: invoiceFilterDate(row, settings),
        present: () => presentDelivered(row, settings),
      })),
  },
  {
    template: "/accounting/{organization}/invoices/transactions",
    hasPeriod: true,
    drift: { enumField: "transactionTypeID", nullField: "paidAmount", missingField: "paymentDate" },
    list: (world, settings) =>
      addCreditSettlements(world, settings).map((row, place) => ({
        place,
        id: row.invoiceTransactionID,
        filterDate: transactionFilterDate(row, world, settings),
        present: () => presentTransaction(row, settings),
      })),
  },
  {
    template: "/members/{organization}/persons",
    hasPeriod: false,
    drift: MEMBER_DRIFT,
    list: (world) => world.persons.map((row, place) => plainRow(place, row.id, row)),
  },
  {
    template: "/members/{organization}/companies",
    hasPeriod: false,
    drift: MEMBER_DRIFT,
    list: (world) => world.companies.map((row, place) => plainRow(place, row.companyID, row)),
  },
];

function presentDelivered(invoice: Invoice, settings: RubicSettings): object {
  const shown = presentInvoice(invoice, settings);
  return settings.withoutLines.includes(invoice.invoiceID) ? { ...shown, invoiceLines: null } : shown;
}

function plainRow(place: number, id: number, row: object): ListedRow {
  return { place, id, filterDate: null, present: () => row };
}

function listProducts(world: World, settings: RubicSettings): ListedRow[] {
  const percents = new Map(
    world.productGroups.map((group) => [group.productGroupID, group.taxCode?.taxPercent ?? 0]),
  );
  return world.products.map((row: Product, place) => ({
    place,
    id: row.productID,
    filterDate: null,
    present: () => presentProduct(row, percents.get(row.productGroupID) ?? 0, settings),
  }));
}

function invoiceFilterDate(invoice: Invoice, settings: RubicSettings): string {
  return settings.invoiceFilterField === "sentDate"
    ? presentSentDate(invoice, settings)
    : invoice[settings.invoiceFilterField];
}

function transactionFilterDate(row: InvoiceTransaction, world: World, settings: RubicSettings): string {
  const registered = world.transactionRegistered[String(row.invoiceTransactionID)];
  return settings.transactionFilterField === "registered" && registered ? registered : row.paymentDate;
}
