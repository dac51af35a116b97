/**
 * The `fields` filter and the rendering of objects: children are stubs `{ id, url }` unless the filter opens them
 * (Tripletex dossier 2). Values that were never set come out as Tripletex shows them: "", 0, false, null or [].
 */
import { findRow } from "./books.ts";
import { illegalField } from "./errors.ts";
import { findModel, type Model, UNKEPT } from "./models.ts";
import type { Simulation } from "./simulation.ts";

/** What to show of an object: names, each with the selection of its child when that is opened. */
interface Selection {
  all: boolean;
  names: Map<string, Selection | null>;
}

/** `url` values carry no scheme. */
const URL_BASE = "tripletex.no/v2";

/** Renders one row of the model. Throws 400/11000 on an unknown name in the filter, also when there is nothing to show. */
export function render(simulation: Simulation, model: string, row: object, fields = ""): unknown {
  return renderSelected(simulation, { model, row, selection: parseFields(model, fields) });
}

export function renderAll(
  simulation: Simulation,
  model: string,
  rows: readonly object[],
  fields = "",
): unknown[] {
  const selection = parseFields(model, fields);
  return rows.map((row) => renderSelected(simulation, { model, row, selection }));
}

/** Parses `a,b(c,*)`; an empty filter is `*`. */
function parseFields(modelName: string, fields: string): Selection {
  if (fields.trim() === "") return { all: true, names: new Map() };
  const selection: Selection = { all: false, names: new Map() };
  for (const { name, inner } of splitFields(fields)) {
    if (name === "*") selection.all = true;
    else selection.names.set(name, parseName(modelName, name, inner));
  }
  return selection;
}

function parseName(modelName: string, name: string, inner: string | null): Selection | null {
  const model = findModel(modelName);
  if (model === undefined) return null;
  if (name === "changes") return null;
  if (!model.names.includes(name)) throw illegalField(name, modelName);
  const child = model.one.get(name) ?? model.many.get(name);
  if (inner === null) return null;
  if (child === undefined) throw illegalField(name, modelName);
  return parseFields(child, inner);
}

/** Splits at the commas that stand outside brackets. */
function splitFields(fields: string): { name: string; inner: string | null }[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < fields.length; index += 1) {
    const letter = fields[index];
    if (letter === "(") depth += 1;
    if (letter === ")") depth -= 1;
    if (letter !== "," || depth > 0) continue;
    parts.push(fields.slice(start, index));
    start = index + 1;
  }
  parts.push(fields.slice(start));
  return parts.map((part) => splitName(part.trim()));
}

function splitName(part: string): { name: string; inner: string | null } {
  const open = part.indexOf("(");
  if (open < 0) return { name: part, inner: null };
  return { name: part.slice(0, open).trim(), inner: part.slice(open + 1, part.lastIndexOf(")")) };
}

function renderSelected(
  simulation: Simulation,
  { model: modelName, row, selection }: { model: string; row: object; selection: Selection },
): unknown {
  const model = findModel(modelName);
  if (model === undefined) return row;
  const names = new Set([...(selection.all ? model.names : []), ...selection.names.keys()]);
  const pairs = [...names].map((name) => {
    const child = { name, selection: selection.names.get(name) ?? null };
    return [name, renderValue(simulation, { model, row, child })];
  });
  return Object.fromEntries(pairs);
}

function renderValue(
  simulation: Simulation,
  { model, row, child }: { model: Model; row: object; child: { name: string; selection: Selection | null } },
): unknown {
  const { name, selection } = child;
  const value: unknown = Reflect.get(row, name) ?? model.empty.get(name) ?? null;
  if (name === "url") return urlOf(model, row);
  if (isHidden(simulation, model, name)) return null;
  const one = model.one.get(name);
  if (one !== undefined) return renderReference(simulation, { model: one, value, selection });
  const many = model.many.get(name);
  if (many === undefined || !Array.isArray(value)) return value;
  return value.map((item: unknown) => renderReference(simulation, { model: many, value: item, selection }));
}

function renderReference(
  simulation: Simulation,
  { model, value, selection }: { model: string; value: unknown; selection: Selection | null },
): unknown {
  const id = idOf(value);
  const definition = findModel(model);
  if (id === null || definition === undefined) return model === UNKEPT ? null : value;
  if (selection === null) return { id, url: `${URL_BASE}/${definition.path}/${id}` };
  const row = findRow(simulation.books, model, id);
  return row === undefined ? null : renderSelected(simulation, { model, row, selection });
}

/** Tokens with few rights see postings without their account, and some postings have no type (Tripletex dossier 9). */
const isHidden = ({ settings }: Simulation, model: Model, name: string): boolean =>
  model === findModel("Posting") &&
  ((name === "account" && !settings.postingAccountIsVisible) ||
    (name === "type" && !settings.postingTypeIsVisible));

/** The id of a reference, or null for anything else. */
export function idOf(value: unknown): number | null {
  if (typeof value !== "object" || value === null || !("id" in value)) return null;
  return typeof value.id === "number" ? value.id : null;
}

function urlOf(model: Model, row: object): string {
  return `${URL_BASE}/${model.path}/${idOf(row) ?? ""}`;
}
