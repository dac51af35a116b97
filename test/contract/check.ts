/**
 * Compares a recorded request with Tripletex's API description and lists every disagreement.
 * It exists because Tripletex ignores unknown query parameters silently and books what it understands of the rest.
 * It must never be lenient: an unknown path, parameter, field or type is a problem.
 */
import { isReference, type Json, matchPath, type RecordedRequest, typeProblem } from "./request.ts";
import type { SpecNode, SpecOperation, TripletexSpec } from "./spec.ts";

const REFUSED_PATHS = /:(send|invoice)$|\/:createReminder$/;

/** Everything in which a request disagrees with the description, as sentences; empty when it agrees. */
export function requestProblems(spec: TripletexSpec, request: RecordedRequest): string[] {
  const template = matchPath(spec.pathTemplates, request.path);
  const operation = template === null ? null : spec.operation(template, request.method);
  if (template === null || operation === null) return [`${request.method} ${request.path} does not exist`];
  const forbidden = REFUSED_PATHS.test(template) ? [`${template} must not be called by this service`] : [];
  return [
    ...forbidden,
    ...queryProblems(spec, operation, request),
    ...fieldsProblems(spec, operation, request),
    ...bodyProblems(spec, operation, request),
  ];
}

function queryProblems(spec: TripletexSpec, operation: SpecOperation, { query }: RecordedRequest): string[] {
  const known = new Map(
    operation.parameters.filter((one) => one.in === "query").map((one) => [one.name, one]),
  );
  const missing = [...known.values()].filter(({ name, required }) => required && !query.has(name));
  const wrong = [...new Set(query.keys())].flatMap((name) => {
    const parameter = known.get(name);
    if (parameter === undefined) return [`query parameter ${name} does not exist`];
    const { node } = spec.resolve(parameter.schema);
    const values = query.getAll(name);
    if (node.type !== "array" && values.length > 1) return [`query parameter ${name} must not be repeated`];
    return values.flatMap((value) => queryValueProblems(name, value, node));
  });
  return [...missing.map(({ name }) => `query parameter ${name} is required`), ...wrong];
}

function queryValueProblems(name: string, value: string, node: SpecNode): string[] {
  if (node.enum !== undefined && !node.enum.includes(value))
    return [`query parameter ${name} must not be ${value}`];
  const patterns: Record<string, RegExp> = {
    integer: /^-?\d+$/,
    number: /^-?\d+(\.\d+)?$/,
    boolean: /^(true|false)$/,
  };
  const pattern = patterns[node.type ?? ""];
  return pattern === undefined || pattern.test(value)
    ? []
    : [`query parameter ${name} is not of type ${node.type}`];
}

/** Each name in `fields` must exist in the model of the reply, to any depth; a read without it is a problem. */
function fieldsProblems(spec: TripletexSpec, operation: SpecOperation, request: RecordedRequest): string[] {
  const fields = request.query.get("fields");
  if (request.method !== "GET") return [];
  if (fields === null || fields === "") return ["a read must say which fields it wants"];
  const success = Object.entries(operation.responses).find(([status]) => status.startsWith("2"))?.[1];
  const content = Object.values(success?.content ?? {})[0]?.schema;
  if (content === undefined) return ["the reply is not described"];
  const { properties = {} } = spec.resolve(content).node;
  const list = properties.values;
  const model = list === undefined ? properties.value : spec.resolve(list).node.items;
  return fieldNameProblems(spec, fields, model);
}

function fieldNameProblems(spec: TripletexSpec, fields: string, model: unknown): string[] {
  const resolved = spec.resolve(model);
  const target = resolved.node.type === "array" ? spec.resolve(resolved.node.items) : resolved;
  return splitTopLevel(fields).flatMap((field) => {
    const [, name = "", nested] = /^(\w+)(?:\((.*)\))?$/.exec(field) ?? [];
    const property = target.node.properties?.[name];
    if (property === undefined) return [`field ${field} does not exist in ${target.name}`];
    return nested === undefined ? [] : fieldNameProblems(spec, nested, property);
  });
}

/** Splits at commas that are not inside brackets. */
function splitTopLevel(fields: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const character of fields) {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (character === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts;
}

function bodyProblems(spec: TripletexSpec, operation: SpecOperation, request: RecordedRequest): string[] {
  const described = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  if (described === undefined) return request.body === null ? [] : ["this call has no body"];
  if (request.body === null) return ["this call needs a body"];
  const isCreate = request.method === "POST";
  return valueProblems(request.body, { spec, node: described, limits: null, place: "body", isCreate });
}

interface ValueQuestion {
  spec: TripletexSpec;
  node: unknown;
  limits: SpecNode | null;
  place: string;
  isCreate: boolean;
}

function valueProblems(value: Json, question: ValueQuestion): string[] {
  const { spec, place, limits } = question;
  const { name, node } = spec.resolve(question.node);
  const wrongType = typeProblem(value, node);
  if (wrongType !== null) return [`${place} ${wrongType}`];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      valueProblems(item, { ...question, node: node.items, limits: null, place: `${place}[${index}]` }),
    );
  }
  if (typeof value !== "object" || value === null) return limitProblems(value, limits, place);
  return [
    ...requiredProblems(value, spec.limitsOf(name), question),
    ...Object.entries(value).flatMap(([key, item]) =>
      propertyProblems(key, item, { ...question, name, node }),
    ),
  ];
}

function propertyProblems(
  key: string,
  item: Json,
  { name, node, ...question }: ValueQuestion & { name: string | null; node: SpecNode },
): string[] {
  const place = `${question.place}.${key}`;
  const property = node.properties?.[key];
  if (property === undefined) return [`${place} does not exist in ${name}`];
  if (question.spec.resolve(property).node.readOnly === true) return [`${place} is read-only`];
  const older = question.spec.limitsOf(name)?.properties?.[key];
  const limits = older === undefined ? null : question.spec.resolve(older).node;
  return valueProblems(item, { ...question, node: property, limits, place });
}

/** A new object needs its required fields and must not name an id; a reference names nothing but the id. */
function requiredProblems(
  value: Record<string, Json>,
  limits: SpecNode | null,
  question: ValueQuestion,
): string[] {
  if (!question.isCreate || isReference(value)) return [];
  const forbidden = ["id", "version"].filter((name) => name in value);
  const missing = (limits?.required ?? []).filter((name) => !(name in value));
  return [
    ...forbidden.map((name) => `${question.place}.${name} must not be in a new object`),
    ...missing.map((name) => `${question.place}.${name} is required`),
  ];
}

function limitProblems(
  value: string | number | boolean | null,
  limits: SpecNode | null,
  place: string,
): string[] {
  if (typeof value === "string" && value.length > (limits?.maxLength ?? Number.POSITIVE_INFINITY)) {
    return [`${place} is longer than ${limits?.maxLength}`];
  }
  if (typeof value === "number" && value < (limits?.minimum ?? Number.NEGATIVE_INFINITY)) {
    return [`${place} is less than ${limits?.minimum}`];
  }
  return [];
}
