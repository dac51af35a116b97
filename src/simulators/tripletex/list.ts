/**
 * Lists: paging, sorting, the `fullResultSize` that is not the total, the size limit and the version digest (Tripletex dossier 2).
 */
import { createHash } from "node:crypto";
import type { SimulatorReply } from "../http/server.ts";
import { findRow } from "./books.ts";
import { badParameters, type Complaint, illegalSorting, resultTooLarge } from "./errors.ts";
import { idOf, renderAll } from "./fields.ts";
import { findModel } from "./models.ts";
import type { Simulation } from "./simulation.ts";

interface Paging {
  from?: number | undefined;
  count?: number | undefined;
  sorting?: string | undefined;
  fields?: string | undefined;
}

const DEFAULT_COUNT = 1000;
const MAXIMUM_COUNT = 10_000;
const NO_DIGEST = "'If-None-Match' header not specified";

interface ListContent {
  model: string;
  rows: readonly object[];
  query: Paging;
  headers: Headers;
  defaultCount?: number;
}

/** Answers one page of rows; 304 when the caller's digest still holds. */
export function listReply(simulation: Simulation, content: ListContent): SimulatorReply {
  const { model, query, headers } = content;
  const { from, count } = readPaging(query, content.defaultCount ?? DEFAULT_COUNT);
  if (content.rows.length > simulation.settings.maximumResultSize) throw resultTooLarge();
  const rows = sortRows(simulation, model, content);
  const page = rows.slice(from, from + count);
  const values = renderAll(simulation, model, page, query.fields);
  const digest = digestOf(values);
  const known = headers.get("if-none-match");
  if (known === digest) return { status: 304, body: null };
  const versionDigest = known === null || known === "" ? NO_DIGEST : digest;
  const hasMore = rows.length > from + page.length;
  const fullResultSize = hasMore ? from + count + 1 : rows.length;
  return { status: 200, body: { fullResultSize, from, count: page.length, versionDigest, values } };
}

/** The answer of a list write. */
export function writtenListReply(
  simulation: Simulation,
  content: { model: string; rows: object[]; status: number },
) {
  const values = renderAll(simulation, content.model, content.rows);
  const size = values.length;
  return {
    status: content.status,
    body: { fullResultSize: size, from: 0, count: size, versionDigest: null, values },
  };
}

/** Refuses a window whose start is not before its end. `…To` is exclusive. */
export function requireDateOrder(from: string, to: string, fields: { from: string; to: string }): void {
  if (from < to) return;
  throw badParameters([{ field: `${fields.from}, ${fields.to}`, text: "dateOrder", values: [from, to] }]);
}

function readPaging(query: Paging, defaultCount: number): { from: number; count: number } {
  const from = query.from ?? 0;
  const count = query.count ?? defaultCount;
  const complaints: Complaint[] = [];
  if (from < 0) complaints.push({ field: "from", text: "outOfRange" });
  if (count < 0 || count > MAXIMUM_COUNT) complaints.push({ field: "count", text: "outOfRange" });
  if (complaints.length > 0) throw badParameters(complaints);
  return { from, count };
}

const digestOf = (values: unknown[]): string =>
  createHash("md5").update(JSON.stringify(values)).digest("hex");

function sortRows(simulation: Simulation, model: string, { rows, query }: ListContent): readonly object[] {
  const keys = (query.sorting ?? "").split(",").filter((key) => key.trim() !== "");
  const orders = keys.map((key) => readSortKey(model, key.trim()));
  if (orders.length === 0) return rows;
  return rows.toSorted((left, right) => {
    for (const { path, direction } of orders) {
      const order = compare(
        valueAt(simulation, model, { row: left, path }),
        valueAt(simulation, model, { row: right, path }),
      );
      if (order !== 0) return order * direction;
    }
    return 0;
  });
}

function readSortKey(model: string, key: string): { path: string[]; direction: 1 | -1 } {
  const path = key.replace(/^-/, "").split(".");
  let current = findModel(model);
  for (const [index, name] of path.entries()) {
    if (current === undefined || !current.names.includes(name)) throw illegalSorting(key);
    const child = current.one.get(name);
    const isLast = index === path.length - 1;
    if (!isLast && child === undefined) throw illegalSorting(key);
    current = child === undefined ? current : findModel(child);
  }
  return { path, direction: key.startsWith("-") ? -1 : 1 };
}

function valueAt(simulation: Simulation, model: string, at: { row: object; path: string[] }): unknown {
  const [name = "", ...rest] = at.path;
  const value: unknown = Reflect.get(at.row, name);
  if (rest.length === 0) return value;
  const child = findModel(model)?.one.get(name) ?? "";
  const row = findRow(simulation.books, child, idOf(value) ?? -1);
  return row === undefined ? null : valueAt(simulation, child, { row, path: rest });
}

function compare(left: unknown, right: unknown): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  return asWord(left).localeCompare(asWord(right), "nb");
}

const asWord = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value ?? ""));
