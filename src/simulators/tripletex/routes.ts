/**
 * The table of routes: what the stand-in serves. What a later sync type needs (sending, postings, `POST /order`) is added
 * as a line here and a function in the file of its resource.
 */
import type { SimulatorReply } from "../http/server.ts";
import * as balances from "./balances.ts";
import * as credits from "./credit-notes.ts";
import * as customers from "./customers.ts";
import * as invoices from "./invoices.ts";
import * as orders from "./orders.ts";
import * as payments from "./payments.ts";
import * as products from "./products.ts";
import { fieldsParameter, type Parameters, readQuery } from "./query.ts";
import * as reference from "./reference-data.ts";
import * as sessions from "./sessions.ts";
import type { Call, Simulation } from "./simulation.ts";

export interface Route {
  method: string;
  /** Below `/v2`; `:` and `>` are literal parts of Tripletex's paths. */
  template: string;
  needsSession: boolean;
  /** Query parameters it knows. */
  parameterNames: readonly string[];
  handle: (simulation: Simulation, request: RouteRequest) => SimulatorReply;
}

interface RouteRequest {
  path: Record<string, string>;
  search: URLSearchParams;
  body: unknown;
  headers: Headers;
}

const NO_PARAMETERS = {};

/** Binds parameters to the function that reads them, so that the function sees them typed. */
function route<P extends Parameters>(
  line: `${string} ${string}`,
  parameters: P,
  handler: (call: Call<P>) => SimulatorReply,
): Route {
  const [method = "", template = ""] = line.split(" ");
  return {
    method,
    template,
    needsSession: true,
    parameterNames: Object.keys(parameters),
    handle(simulation, { search, ...request }) {
      const query = readQuery(search, parameters, (name) =>
        simulation.ignoredParameters.push({ method, template, name }),
      );
      return handler({ simulation, query, ...request });
    },
  };
}

const open = (bound: Route): Route => ({ ...bound, needsSession: false });

export const routes: readonly Route[] = [
  open(route("PUT /token/session/:create", sessions.sessionParameters, sessions.putSession)),
  open(route("POST /token/session/:create", NO_PARAMETERS, sessions.postSession)),
  route("GET /token/session/>whoAmI", fieldsParameter, sessions.whoAmI),
  open(route("DELETE /token/session/{token}", NO_PARAMETERS, sessions.deleteSession)),
  route("GET /company/{id}", fieldsParameter, reference.getCompany),

  route("GET /customer", customers.customerParameters, customers.listCustomers),
  route("POST /customer", NO_PARAMETERS, customers.postCustomer),
  route("POST /customer/list", NO_PARAMETERS, customers.postCustomers),
  route("PUT /customer/list", NO_PARAMETERS, customers.putCustomers),
  route("GET /customer/{id}", fieldsParameter, customers.getCustomer),
  route("PUT /customer/{id}", NO_PARAMETERS, customers.putCustomer),

  route("GET /product", products.productParameters, products.listProducts),
  route("POST /product", NO_PARAMETERS, products.postProduct),
  route("POST /product/list", NO_PARAMETERS, products.postProducts),
  route("PUT /product/list", NO_PARAMETERS, products.putProducts),
  route("GET /product/{id}", fieldsParameter, products.getProduct),
  route("PUT /product/{id}", NO_PARAMETERS, products.putProduct),

  route("GET /order", orders.orderParameters, orders.listOrders),
  route("GET /order/{id}", fieldsParameter, orders.getOrder),
  route("DELETE /order/{id}", NO_PARAMETERS, orders.deleteOrder),

  route("GET /invoice", invoices.invoiceParameters, invoices.listInvoices),
  route("POST /invoice", invoices.invoiceCreationParameters, invoices.postInvoice),
  route("GET /invoice/paymentType", reference.paymentTypeParameters, reference.listPaymentTypes),
  route("GET /invoice/{id}", fieldsParameter, invoices.getInvoice),
  route("PUT /invoice/{id}/:payment", payments.paymentParameters, payments.putPayment),
  route("PUT /invoice/{id}/:createCreditNote", credits.creditNoteParameters, credits.putCreditNote),

  route("GET /ledger/vatType", reference.vatTypeParameters, reference.listVatTypes),
  route("GET /ledger/account", reference.accountParameters, reference.listAccounts),
  route("GET /ledger/vatSettings", fieldsParameter, reference.getVatSettings),
  route("GET /ledger/accountingPeriod", reference.periodParameters, reference.listPeriods),
  route("GET /balanceSheet", balances.balanceParameters, balances.listBalances),
  route("GET /department", reference.departmentParameters, reference.listDepartments),
  route("GET /country", reference.countryParameters, reference.listCountries),
  route("GET /currency", reference.currencyParameters, reference.listCurrencies),
];

export type RouteMatch =
  | { kind: "found"; route: Route; path: Record<string, string>; template: string }
  | { kind: "wrongMethod"; template: string }
  | { kind: "unknown"; template: string };

/** Finds the route of a path below `/v2`. Literal parts beat `{names}`; percent-encoded parts are understood. */
export function matchRoute(method: string, path: string): RouteMatch {
  const parts = path.split("/").map(decode);
  const fits = routes.flatMap((candidate) => {
    const names = matchParts(candidate.template.split("/"), parts);
    return names === null ? [] : [{ route: candidate, path: names }];
  });
  // A path that stands literally in the table is not also a `{name}` of another line.
  const fewest = Math.min(...fits.map((fit) => Object.keys(fit.path).length));
  const closest = fits.filter((fit) => Object.keys(fit.path).length === fewest);
  const found = closest.find((fit) => fit.route.method === method);
  if (found !== undefined) return { kind: "found", ...found, template: found.route.template };
  const other = closest[0];
  if (other !== undefined) return { kind: "wrongMethod", template: other.route.template };
  return { kind: "unknown", template: path };
}

function matchParts(names: readonly string[], parts: readonly string[]): Record<string, string> | null {
  if (names.length !== parts.length) return null;
  const found: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const part = parts[index] ?? "";
    if (name.startsWith("{") && part !== "") found[name.slice(1, -1)] = part;
    else if (name !== part) return null;
  }
  return found;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}
