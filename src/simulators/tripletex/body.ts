/**
 * Request bodies: unknown names are refused (422/16000), read-only names ignored, wrong types and lengths refused as Tripletex does.
 * A name that Tripletex knows but the stand-in does not keep is refused loudly, so that no client leans on it unnoticed.
 */
import { z } from "zod";
import { badJson, brokenRule, type Complaint, unmappable } from "./errors.ts";
import { findModel, type Model } from "./models.ts";

type Shape = Record<string, z.ZodType>;

/** A reference by id. Further known names are accepted and ignored. */
export const reference = z.object({ id: z.int() });
export const limited = (maximum: number) => z.string().max(maximum);
/** Limits of long texts (Tripletex dossier 8). */
export const LONG_TEXT = 16_777_215;
export const INT32_MAXIMUM = 2_147_483_647;

/** Parses JSON. Throws 422/22000. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw badJson();
    throw error;
  }
}

/** Reads an object of the model. Throws 422/16000 or 422/18000. */
export function readBody<S extends Shape>(
  model: string,
  schema: z.ZodObject<S>,
  value: unknown,
): z.infer<z.ZodObject<S>> {
  refuseUnknownNames(model, schema, value);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw translate(parsed.error);
}

/** Reads an array of objects of the model. */
export function readBodies<S extends Shape>(model: string, schema: z.ZodObject<S>, value: unknown) {
  if (!Array.isArray(value)) throw unmappable([{ field: null, text: "wrongType" }]);
  return value.map((item: unknown) => readBody(model, schema, item));
}

function refuseUnknownNames(modelName: string, schema: z.ZodType, value: unknown): void {
  const unknown = unknownNames(modelName, schema, value);
  if (unknown.length > 0)
    throw unmappable(unknown.map((field): Complaint => ({ field, text: "unknownField" })));
}

function unknownNames(modelName: string, schema: z.ZodType, value: unknown): string[] {
  const model = findModel(modelName);
  if (model === undefined || typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item: unknown) => unknownNames(modelName, schema, item));
  const shape = shapeOf(schema);
  return Object.entries(value).flatMap(([name, child]) => {
    if (!isKnown(model, name)) return [name];
    return model.readOnly.has(name) ? [] : unknownNamesOfChild(model, shape, { name, child });
  });
}

function unknownNamesOfChild(
  model: Model,
  shape: Shape,
  { name, child }: { name: string; child: unknown },
): string[] {
  const schema = shape[name];
  if (schema !== undefined)
    return unknownNames(model.one.get(name) ?? model.many.get(name) ?? "", schema, child);
  const isReference = Object.keys(shape).join() === "id";
  if (isReference || child === null) return [];
  throw brokenRule(name, { literal: `The stand-in does not keep "${name}".` });
}

function isKnown(model: Model, name: string): boolean {
  return name === "changes" || model.names.includes(name);
}

/** The properties of a schema under its optional, nullable and array coats. */
function shapeOf(schema: z.ZodType): Shape {
  if (schema instanceof z.ZodObject) return schema.shape;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return shapeOf(asType(schema.unwrap()));
  if (schema instanceof z.ZodArray) return shapeOf(asType(schema.element));
  return {};
}

/** zod types what lies under a coat by its core type; every schema here is made by zod itself. */
function asType(schema: unknown): z.ZodType {
  if (schema instanceof z.ZodType) return schema;
  throw new TypeError("not a zod schema");
}

function translate(error: z.ZodError) {
  const lengths = error.issues.filter((issue) => issue.code === "too_big" && issue.origin === "string");
  const length = lengths[0];
  if (length !== undefined && length.code === "too_big" && lengths.length === error.issues.length) {
    return brokenRule(fieldOf(length), {
      literal: `Length of field must be between 1 and ${length.maximum}.`,
    });
  }
  return unmappable(error.issues.map((issue): Complaint => ({ field: fieldOf(issue), text: "wrongType" })));
}

function fieldOf(issue: { path: readonly PropertyKey[] }): string {
  return issue.path.findLast((part) => typeof part === "string") ?? "";
}
