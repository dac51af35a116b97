/**
 * What every resource of the stand-in works with: books, settings, clock and sessions; and the call it answers.
 */
import type { SimulatorReply } from "../http/server.ts";
import type { Books, Reference } from "./books.ts";
import { brokenRule, notFound, unparsableParameter } from "./errors.ts";
import { render } from "./fields.ts";
import { findModel } from "./models.ts";
import { osloDate } from "./oslo.ts";
import type { Parameters, Query } from "./query.ts";
import type { TripletexSettings } from "./settings.ts";
import type { Row, Table } from "./table.ts";
import { type Language, type TextKey, text } from "./texts.ts";

interface Session {
  expiresAt: number;
}

/** An invoice that would have reached a customer. Must stay empty in every test of the product. */
export interface SentInvoice {
  invoiceId: number;
  customerId: number;
  sendType: string;
  at: number;
}

/** A query parameter that a route does not know and ignored. */
export interface IgnoredParameter {
  method: string;
  template: string;
  name: string;
}

export interface Simulation {
  books: Books;
  settings: TripletexSettings;
  now: () => number;
  language: Language;
  companyId: number;
  tokens: { consumer: string; employee: string };
  sessions: Map<string, Session>;
  sentToCustomers: SentInvoice[];
  ignoredParameters: IgnoredParameter[];
}

export interface Call<P extends Parameters = Parameters> {
  simulation: Simulation;
  /** Decoded path parts by name. */
  path: Record<string, string>;
  query: Query<P>;
  /** Parsed JSON, or null. */
  body: unknown;
  headers: Headers;
}

export const today = (simulation: Simulation): string => osloDate(simulation.now());

export const say = (simulation: Simulation, key: TextKey, values: readonly (string | number)[]): string =>
  text(simulation.language, key, values);

/** The id in the path. Throws 404/21000 when it is not a number. */
function pathId(call: { path: Record<string, string> }): number {
  const id = call.path.id ?? "";
  if (!/^\d+$/.test(id)) throw unparsableParameter();
  return Number(id);
}

/** The row with the id of the path. Throws 404/6000. */
export function findByPath<R extends Row>(call: { path: Record<string, string> }, table: Table<R>): R {
  const row = table.get(pathId(call));
  if (row === undefined) throw notFound();
  return row;
}

/** Checks that a reference in a body points at something. The refusal is a guess. */
export function requireReference<R extends Row>(table: Table<R>, reference: Reference, field: string): R {
  const row = table.get(reference.id);
  if (row === undefined) throw brokenRule(`${field}.id`, "unknownReference");
  return row;
}

/** `{ value }`, 200 or 201. Answers to writes show children as stubs. */
export function valueReply(simulation: Simulation, model: string, content: ValueContent): SimulatorReply {
  const { row, fields = "", status = 200 } = content;
  return { status, body: { value: render(simulation, model, row, fields) } };
}

interface ValueContent {
  row: object;
  fields?: string | undefined;
  status?: 200 | 201;
}

/**
 * Puts the given values over a row. Left out = unchanged, null = emptied (the effect of null is unknown; this is the choice here).
 */
export function merge<R extends object>(model: string, row: R, changes: Record<string, unknown>): R {
  const empty = findModel(model)?.empty;
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const pairs = given.map(([name, value]) => [name, value ?? empty?.get(name) ?? null]);
  return Object.assign({}, row, Object.fromEntries(pairs));
}

/** Writes the records of a list one by one; a refusal undoes all of them, or only its own, by the setting. */
export function writeAll<I, R>(simulation: Simulation, inputs: readonly I[], write: (input: I) => R): R[] {
  return inputs.map((input) => {
    const written = simulation.books.journal.run(() => write(input));
    if (!simulation.settings.listsAreAtomic) simulation.books.journal.keep();
    return written;
  });
}

/** True when both rows say the same; such an update keeps its version. */
export const isSame = (before: object, after: object): boolean =>
  JSON.stringify(before) === JSON.stringify(after);
