/**
 * Customers over HTTP (Tripletex dossier 5): reading with filters, single writes and the list endpoints.
 */
import type { SimulatorReply } from "../http/server.ts";
import { readBodies, readBody } from "./body.ts";
import type { CustomerRow } from "./books.ts";
import { createCustomer, customerSchema, updateCustomer } from "./customer-rules.ts";
import { forbidden, missingFields } from "./errors.ts";
import { listReply, writtenListReply } from "./list.ts";
import { flag, idList, pagingParameters, text } from "./query.ts";
import {
  type Call,
  findByPath,
  requireReference,
  type Simulation,
  valueReply,
  writeAll,
} from "./simulation.ts";

export const customerParameters = {
  id: idList,
  customerAccountNumber: idList,
  organizationNumber: text,
  email: text,
  invoiceEmail: text,
  customerName: text,
  phoneNumberMobile: text,
  isInactive: flag,
  accountManagerId: idList,
  changedSince: text,
  ...pagingParameters,
};

export function listCustomers(call: Call<typeof customerParameters>): SimulatorReply {
  const { simulation, query, headers } = call;
  const rows = candidates(call).filter((row) => isWanted(simulation, query, row));
  return listReply(simulation, { model: "Customer", rows, query, headers });
}

/** Numbers and ids are looked up, not searched: they are what a client asks for in masses. */
function candidates({ simulation, query }: Call<typeof customerParameters>): CustomerRow[] {
  const { Customer } = simulation.books;
  if (query.id !== undefined) return [...query.id].flatMap((id) => Customer.get(id) ?? []);
  if (query.customerAccountNumber === undefined) return Customer.all();
  return [...query.customerAccountNumber].flatMap((number) => Customer.withKey("number", number));
}

function isWanted(
  simulation: Simulation,
  query: Call<typeof customerParameters>["query"],
  row: CustomerRow,
): boolean {
  return (
    row.isInactive === (query.isInactive ?? false) &&
    (query.customerAccountNumber?.has(row.customerNumber) ?? true) &&
    (query.organizationNumber ?? row.organizationNumber) === row.organizationNumber &&
    (query.email ?? row.email) === row.email &&
    (query.invoiceEmail ?? row.invoiceEmail) === row.invoiceEmail &&
    (query.phoneNumberMobile ?? row.phoneNumberMobile) === row.phoneNumberMobile &&
    row.name.toLowerCase().includes((query.customerName ?? "").toLowerCase()) &&
    query.accountManagerId === undefined &&
    isChangedSince(simulation, query.changedSince, row)
  );
}

function isChangedSince(simulation: Simulation, since: string | undefined, row: CustomerRow): boolean {
  if (since === undefined || simulation.settings.changedSinceIsIgnored) return true;
  const last = row.changes.at(-1)?.timestamp ?? "";
  return Date.parse(last) >= Date.parse(since);
}

export function getCustomer(call: Call<{ fields: typeof text }>): SimulatorReply {
  const row = findByPath(call, call.simulation.books.Customer);
  return valueReply(call.simulation, "Customer", { row, fields: call.query.fields });
}

export function postCustomer({ simulation, body }: Call): SimulatorReply {
  const row = createCustomer(simulation, readBody("Customer", customerSchema, body));
  return valueReply(simulation, "Customer", { row, status: 201 });
}

export function putCustomer(call: Call): SimulatorReply {
  const { simulation, body } = call;
  const before = findByPath(call, simulation.books.Customer);
  const row = updateCustomer(simulation, before, readBody("Customer", customerSchema, body));
  return valueReply(simulation, "Customer", { row });
}

export function postCustomers({ simulation, body }: Call): SimulatorReply {
  if (!simulation.settings.listEndpointsAreOpen) throw forbidden();
  const inputs = readBodies("Customer", customerSchema, body);
  const rows = writeAll(simulation, inputs, (input) => createCustomer(simulation, input));
  return writtenListReply(simulation, { model: "Customer", rows, status: 201 });
}

export function putCustomers({ simulation, body }: Call): SimulatorReply {
  if (!simulation.settings.listEndpointsAreOpen) throw forbidden();
  const inputs = readBodies("Customer", customerSchema, body);
  const rows = writeAll(simulation, inputs, (input) => {
    if (input.id === undefined) throw missingFields(["id"]);
    return updateCustomer(
      simulation,
      requireReference(simulation.books.Customer, { id: input.id }, "customer"),
      input,
    );
  });
  return writtenListReply(simulation, { model: "Customer", rows, status: 200 });
}
