/**
 * A caller for the stand-in's own tests: a session and plain HTTP. It knows nothing of the product's client, so that the two can't
 * agree on a mistake.
 */
import { z } from "zod";
import { startTripletexSimulator, type TripletexSimulator, type TripletexSimulatorOptions } from "./index.ts";

/** Noon in Oslo on a Saturday in winter. */
const NOON = Date.parse("2026-02-14T11:00:00Z");

export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
  /** Value at a path as `value.customer.id`; undefined where there is none. */
  at: (path: string) => unknown;
}

export interface TestCompany {
  simulator: TripletexSimulator;
  clock: { now: number };
  request: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  get: (path: string, headers?: Record<string, string>) => Promise<Answer>;
  post: (path: string, body: unknown) => Promise<Answer>;
  put: (path: string, body?: unknown) => Promise<Answer>;
  /** Creates; answers the new id. Throws when refused. */
  create: (path: string, body: unknown) => Promise<number>;
  vatId: (number: string) => number;
  accountId: (number: number) => number;
}

export async function startTestCompany(options: TripletexSimulatorOptions = {}): Promise<TestCompany> {
  const clock = { now: NOON };
  const simulator = await startTripletexSimulator({ now: () => clock.now, ...options });
  const credentials = { consumerToken: "test-consumer", employeeToken: "test-employee" };
  const session = await send(`${simulator.url}/token/session/:create`, "POST", {
    body: { ...credentials, expirationDate: "2026-02-20" },
  });
  const token = z.string().catch("").parse(session.at("value.token"));
  const authorization = `Basic ${Buffer.from(`0:${token}`).toString("base64")}`;
  const request: TestCompany["request"] = (method, path, body, headers = {}) =>
    send(`${simulator.url}${path}`, method, { body, headers: { authorization, ...headers } });
  return {
    simulator,
    clock,
    request,
    get: (path, headers) => request("GET", path, undefined, headers),
    post: (path, body) => request("POST", path, body),
    put: (path, body = {}) => request("PUT", path, body),
    create: async (path, body) => created(await request("POST", path, body)),
    vatId: (number) => idWhere(simulator.state.vatTypes, (row) => row.number === number),
    accountId: (number) => idWhere(simulator.state.accounts, (row) => row.number === number),
  };
}

/** One plain request; a body is sent as JSON, a string as it is. */
export async function send(
  url: string,
  method: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body: text }) });
  const content = await response.text();
  const parsed: unknown = content === "" ? null : JSON.parse(content);
  return {
    status: response.status,
    headers: response.headers,
    body: parsed,
    at: (path) => valueAt(parsed, path),
  };
}

/** The body of an invoice with one order; values given replace the defaults. */
export function invoiceBody(
  customerId: number,
  lines: readonly object[],
  { order = {}, ...invoice }: { order?: object; [name: string]: unknown } = {},
): object {
  const orderBody = {
    customer: { id: customerId },
    orderDate: "2026-02-01",
    deliveryDate: "2026-02-01",
    isPrioritizeAmountsIncludingVat: false,
    orderLines: lines,
    ...order,
  };
  return { invoiceDate: "2026-02-01", invoiceDueDate: "2026-02-15", orders: [orderBody], ...invoice };
}

/** Status, code, and the fields complained about. */
export function refusalOf(answer: Answer): { status: number; code: unknown; fields: unknown } {
  const messages = z
    .array(z.object({ field: z.unknown() }))
    .nullable()
    .catch(null)
    .parse(answer.at("validationMessages"));
  return {
    status: answer.status,
    code: answer.at("code"),
    fields: messages?.map(({ field }) => field) ?? null,
  };
}

export function firstMessage(answer: Answer): unknown {
  return answer.at("validationMessages.0.message");
}

function created(answer: Answer): number {
  if (answer.status !== 201) throw new Error(`refused: ${JSON.stringify(answer.body)}`);
  return z.number().parse(answer.at("value.id"));
}

function idWhere<R extends { id: number }>(rows: readonly R[], fits: (row: R) => boolean): number {
  const row = rows.find(fits);
  if (row === undefined) throw new Error("no such row");
  return row.id;
}

function valueAt(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((current, name) => {
    return typeof current === "object" && current !== null ? Reflect.get(current, name) : undefined;
  }, value);
}
