/** The customers sync. Key: the customer number in Rubic; the ledger customer number wins as number in Tripletex. */
import type { RubicCustomer } from "../../rubic/schemas.ts";
import { customerKey } from "../../sync/customer-number.ts";
import {
  agreesCustomer,
  customerChanges,
  decideCustomer,
  describeCustomerConflict,
  type WantedCustomer,
} from "../../sync/customers.ts";
import { describeCustomer, givenText } from "../../sync/describe.ts";
import { hashRecord } from "../../sync/hash.ts";
import type { CustomerChanges } from "../../tripletex/bodies.ts";
import type { TripletexCustomer } from "../../tripletex/schemas.ts";
import type { Step } from "../step.ts";
import { MASTER_DATA_PAGE_SIZE, MasterDataSync } from "./master-data.ts";

export function customerSync(
  step: Step,
): MasterDataSync<RubicCustomer, WantedCustomer, TripletexCustomer, CustomerChanges> {
  const { rubic, tripletex } = step.ports;
  return new MasterDataSync(step, {
    syncType: "customers",
    kind: "customer",
    hashVersion: "customer-1",
    isListClosed: step.context.isCustomerListClosed,
    readPage: (pageNo) => rubic.customers({ pageNo, pageSize: MASTER_DATA_PAGE_SIZE }),
    keyOf: async (customer) => customerKey(customer) ?? (await keyFromContent(customer)),
    // An accountant knows the ledger's number, a club Rubic's.
    numbersOf: ({ customerNo, ledgerCustomerNo }) =>
      [customerNo, ledgerCustomerNo].flatMap((number) => givenText(number) ?? []),
    labelOf: describeCustomer,
    decide: decideCustomer,
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
    }),
    create: (wanted) => tripletex.createCustomer(wanted.body),
    createAll: (wanted) => tripletex.createCustomers(wanted.map(({ body }) => body)),
    read: (id) => tripletex.customer(id),
    changes: customerChanges,
    update: (id, changes) => tripletex.updateCustomer(id, changes),
  });
}

/** A customer without number is only ever held; a key made from its content names the same hold each time. */
async function keyFromContent(customer: RubicCustomer): Promise<string> {
  const { customerName, email, address } = customer;
  return await hashRecord("without-number", { customerName, email, address });
}
