/** The customers sync. Key: the customer number in Rubic; the ledger customer number wins as number in Tripletex. */
import type { RubicCustomer } from "../../rubic/schemas.ts";
import { mayBeCompany, NO_COMPANIES } from "../../sync/companies.ts";
import { customerKey } from "../../sync/customer-number.ts";
import {
  agreesCustomer,
  customerChanges,
  decideCustomer,
  describeCustomerConflict,
  holdRenumbered,
  type WantedCustomer,
} from "../../sync/customers.ts";
import type { Held } from "../../sync/decision.ts";
import { describeCustomer } from "../../sync/describe.ts";
import { customerDifferences } from "../../sync/differences.ts";
import { hashRecord } from "../../sync/hash.ts";
import { nameMark, TWINS_CODE } from "../../sync/name-mark.ts";
import { customerNumbers } from "../../sync/record-numbers.ts";
import type { CustomerChanges } from "../../tripletex/bodies.ts";
import type { TripletexCustomer } from "../../tripletex/schemas.ts";
import type { Step } from "../step.ts";
import type { KnownRecord } from "../store.ts";
import { CustomerPages } from "./customer-pages.ts";
import { MasterDataSync } from "./master-data.ts";
import { Twins } from "./twins.ts";

/** @param otherTwins what is known of numbers that are given twice, where the rows come from elsewhere than Rubic's customers */
export function customerSync(
  step: Step,
  otherTwins?: Twins,
): MasterDataSync<RubicCustomer, WantedCustomer, TripletexCustomer, CustomerChanges> {
  const { tripletex } = step.ports;
  const twins = otherTwins ?? new Twins();
  const pages = new CustomerPages(step, twins);
  let organizationNumberOf = NO_COMPANIES;
  return new MasterDataSync(step, {
    syncType: "customers",
    kind: "customer",
    hashVersion: "customer-1",
    isListClosed: step.context.isCustomerListClosed,
    readPage: (pageNo) => pages.read(pageNo),
    keyOf: async (customer) => customerKey(customer) ?? (await keyFromContent(customer)),
    numbersOf: customerNumbers,
    labelOf: describeCustomer,
    prepare: async (customers) => {
      if (customers.some(mayBeCompany)) organizationNumberOf = await step.companies();
    },
    compare: async (rows) => {
      if (otherTwins === undefined && rows.some(mayBeTwin)) await pages.noteAll();
    },
    decide: (customer, reference) =>
      twins.hold(customer) ?? decideCustomer(customer, reference, organizationNumberOf(customer)),
    find: (wanted) => tripletex.findCustomers(wanted.map(({ customerNumber }) => customerNumber)),
    hasKeyOf: (existing, wanted) => existing.customerNumber === wanted.customerNumber,
    agrees: (wanted, existing) => agreesCustomer(wanted.expectation, existing),
    conflict: (wanted, existing) => ({
      outcome: "held",
      code: "CUSTOMER_NUMBER_TAKEN",
      message: describeCustomerConflict(wanted.expectation, existing),
    }),
    mapping: (wanted, tripletexCustomerId) => ({
      kind: "customer",
      rubicCustomerNo: wanted.key,
      tripletexCustomerId,
      nameMark: wanted.nameMark,
    }),
    create: (wanted) => tripletex.createCustomer(wanted.body),
    createAll: (wanted) => tripletex.createCustomers(wanted.map(({ body }) => body)),
    read: (id) => tripletex.customer(id),
    changes: customerChanges,
    differences: customerDifferences,
    targetOf: (wanted) => String(wanted.customerNumber),
    update: (id, changes) => tripletex.updateCustomer(id, changes),
    explainRefusal: async (wanted, ownId) => {
      const found = await tripletex.findCustomers([wanted.customerNumber]);
      const other = found.find(({ id }) => id !== ownId);
      return other === undefined ? null : explainTaken(wanted, other);
    },
    standing: (wanted, existing) => customerStanding(wanted, existing),
    holdLinked: (customer) => twins.hold(customer),
    mustReadBack: (changes) => changes.postalAddress !== undefined,
  });
}

/**
 * Whether the number may be somebody else's: the name is not the one that was synced, which a renaming explains as well, or the
 * number was held in this run already, or as one of two.
 */
function mayBeTwin({ row, record }: { row: RubicCustomer; record: KnownRecord | undefined }): boolean {
  const key = customerKey(row);
  if (key === null || record === undefined) return false;
  const { mapping, heldFor } = record;
  if (heldFor?.code === TWINS_CODE) return true;
  if (mapping === null) return heldFor?.isByThisRun === true;
  return mapping.nameMark !== undefined && mapping.nameMark !== nameMark(key, row.customerName);
}

/** A look-up by number would take a renumbered customer for a new one; Tripletex hides an inactive one. */
function customerStanding(wanted: WantedCustomer, existing: TripletexCustomer): Held | null {
  const renumbered = holdRenumbered(wanted, existing);
  if (renumbered !== null || !existing.isInactive) return renumbered;
  const name = `Customer ${wanted.customerNumber} (${wanted.body.name})`;
  return { outcome: "held", code: "CUSTOMER_INACTIVE", message: `${name} is inactive in Tripletex now.` };
}

/** Somebody got the number between the look and the write: in Tripletex, or another customer of the same sync. */
function explainTaken(wanted: WantedCustomer, other: TripletexCustomer): Held {
  const message = describeCustomerConflict(wanted.expectation, other);
  const code = agreesCustomer(wanted.expectation, other) ? "CUSTOMER_SHARED" : "CUSTOMER_NUMBER_TAKEN";
  return { outcome: "held", code, message };
}

/** A customer without number is only ever held; a key made from its content names the same hold each time. */
async function keyFromContent(customer: RubicCustomer): Promise<string> {
  const { customerName, email, address } = customer;
  return await hashRecord("without-number", { customerName, email, address });
}
