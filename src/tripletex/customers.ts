/**
 * Calls about customers.
 * They exist so that a customer number leads to exactly that customer, active or not.
 * They must never return a customer whose number was not asked for, and never delete or deactivate one.
 */
import { commaList } from "../http/url.ts";
import type { CustomerBody, CustomerChanges } from "./bodies.ts";
import { listed, wrapped } from "./envelopes.ts";
import { isObjectMissing } from "./errors.ts";
import { lookUpGroup, nullIfMissing, refuseUnasked, splitKeys } from "./lookup.ts";
import { CUSTOMER_FIELDS, customerSchema, type TripletexCustomer } from "./schemas.ts";
import type { Transport } from "./transport.ts";

const LIST_PATH = "/customer";
const BATCH_PATH = "/customer/list";
const ONE_PATH = "/customer/{id}";

/** Every method throws RemoteError. */
export interface CustomerCalls {
  /** All customers with these numbers, inactive ones included; a number found twice gives both. */
  findCustomers(customerNumbers: number[]): Promise<TripletexCustomer[]>;
  /** Active customers of exactly this name. */
  findCustomersByName(name: string): Promise<TripletexCustomer[]>;
  /** Null only when Tripletex says that the object does not exist. */
  customer(id: number): Promise<TripletexCustomer | null>;
  createCustomer(body: CustomerBody): Promise<TripletexCustomer>;
  /** One call for all bodies, answered in their order. BETA and closed for some accounts (Tripletex dossier 5). */
  createCustomers(bodies: CustomerBody[]): Promise<TripletexCustomer[]>;
  /** Changes the given fields only. A stale version is a conflict. */
  updateCustomer(id: number, body: CustomerChanges): Promise<TripletexCustomer>;
}

/** Makes the calls about customers. */
export function customerCalls(transport: Transport): CustomerCalls {
  async function findInGroup(numbers: number[]): Promise<TripletexCustomer[]> {
    const found = new Map<number, TripletexCustomer>();
    // The filter hides inactive customers unless they are asked for, hence two looks (Tripletex dossier 5).
    for (const isInactive of [false, true]) {
      const query = { customerAccountNumber: commaList(numbers), isInactive };
      const list = { path: LIST_PATH, query, fields: CUSTOMER_FIELDS, item: customerSchema };
      const records = await transport.readList(list);
      for (const record of refuseUnasked(transport, records, {
        path: LIST_PATH,
        asked: numbers,
        keyOf: numberOf,
      })) {
        found.set(record.id, record);
      }
    }
    return [...found.values()];
  }

  return {
    findCustomers: async (customerNumbers) => {
      const found: TripletexCustomer[] = [];
      for (const group of splitKeys(customerNumbers)) {
        found.push(...(await lookUpGroup(group, findInGroup)));
      }
      return found;
    },
    findCustomersByName: async (name) => {
      const query = { customerName: name };
      const list = { path: LIST_PATH, query, fields: CUSTOMER_FIELDS, item: customerSchema };
      const containing = await transport.readList(list);
      return containing.filter((customer) => customer.name.trim() === name.trim());
    },
    customer: (id) =>
      nullIfMissing(async () => {
        const query = { fields: CUSTOMER_FIELDS };
        const call = {
          method: "GET",
          path: ONE_PATH,
          pathValues: { id },
          query,
          schema: wrapped(customerSchema),
        } as const;
        const { value } = await transport.send(call);
        if (value.id !== id) throw transport.refuse("GET", ONE_PATH, "it is another customer");
        return value;
      }, isObjectMissing),
    createCustomer: async (body) => {
      const { value } = await transport.send({
        method: "POST",
        path: LIST_PATH,
        body,
        schema: wrapped(customerSchema),
      });
      if (value.customerNumber === body.customerNumber) return value;
      throw transport.refuse("POST", LIST_PATH, "the new customer has another number than it was given");
    },
    createCustomers: async (bodies) => {
      if (bodies.length === 0) return [];
      const call = {
        method: "POST",
        path: BATCH_PATH,
        body: bodies,
        schema: listed(customerSchema),
      } as const;
      const { values } = await transport.send(call);
      return bodies.map((body) => {
        const created = values.filter(({ customerNumber }) => customerNumber === body.customerNumber);
        if (created.length === 1 && created[0] !== undefined && values.length === bodies.length)
          return created[0];
        throw transport.refuse("POST", BATCH_PATH, "the new customers are not those that were sent");
      });
    },
    updateCustomer: async (id, body) => {
      const call = { method: "PUT", path: ONE_PATH, pathValues: { id }, body: { id, ...body } } as const;
      const { value } = await transport.send({ ...call, schema: wrapped(customerSchema) });
      if (value.id === id) return value;
      throw transport.refuse("PUT", ONE_PATH, "it is another customer");
    },
  };
}

function numberOf(customer: TripletexCustomer): number {
  return customer.customerNumber;
}
