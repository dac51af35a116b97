/**
 * Finds and reads Tripletex's own API description.
 * It exists so that the contract tests check against what Tripletex published, not against what we believe.
 * The description is not part of this repository; it must never be copied into it.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const PROJECT_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const OPENAPI_FILE = "openapi-2.75.00.json";
/** The last description that still says what is required and how long a text may be. */
const SWAGGER_FILE = "swagger-2.71.30.json";

/** What the skipped tests say. */
export const HOW_TO_GET_THE_SPEC =
  "Tripletex's API description was not found. Download https://tripletex.no/v2/openapi.json and set TRIPLETEX_OPENAPI " +
  "to that file (or to a folder with openapi-2.75.00.json and swagger-2.71.30.json).";

const nodeSchema = z.object({
  $ref: z.string().optional(),
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  readOnly: z.boolean().optional(),
  required: z.array(z.string()).optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
});
/** One schema node; items and properties are read when they are needed. */
export type SpecNode = z.output<typeof nodeSchema>;

const parameterSchema = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean().default(false),
  schema: z.unknown(),
});
const contentSchema = z.record(z.string(), z.object({ schema: z.unknown().optional() }));
const operationSchema = z.object({
  parameters: z.array(parameterSchema).default([]),
  requestBody: z.object({ content: contentSchema }).optional(),
  responses: z.record(z.string(), z.object({ content: contentSchema.optional() })),
});
/** One method of one path. */
export type SpecOperation = z.output<typeof operationSchema>;

const openApiSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});
const swaggerSchema = z.object({ definitions: z.record(z.string(), z.unknown()) });

/** The description, ready for questions. */
export interface TripletexSpec {
  pathTemplates: string[];
  operation(pathTemplate: string, method: string): SpecOperation | null;
  /** Follows a reference; name is the model's name where there is one. */
  resolve(node: unknown): { name: string | null; node: SpecNode };
  /** The same model in the older description with its limits; null where it is unknown. */
  limitsOf(modelName: string | null): SpecNode | null;
  hasLimits: boolean;
}

/** Reads the description from TRIPLETEX_OPENAPI or from beside the project; null when there is none. */
export function loadTripletexSpec(): TripletexSpec | null {
  const files = findFiles();
  if (files === null) return null;
  const openApi = openApiSchema.parse(JSON.parse(readFileSync(files.openApi, "utf8")));
  const definitions = readDefinitions(files.swagger);
  return {
    pathTemplates: Object.keys(openApi.paths),
    operation: (pathTemplate, method) => {
      const operation = openApi.paths[pathTemplate]?.[method.toLowerCase()];
      return operation === undefined ? null : operationSchema.parse(operation);
    },
    resolve: (value) => {
      const node = nodeSchema.parse(value);
      const name = node.$ref?.split("/").at(-1);
      if (name === undefined) return { name: null, node };
      return { name, node: nodeSchema.parse(openApi.components.schemas[name]) };
    },
    limitsOf: (modelName) => {
      const definition = modelName === null ? undefined : definitions?.[modelName];
      return definition === undefined ? null : nodeSchema.parse(definition);
    },
    hasLimits: definitions !== null,
  };
}

function readDefinitions(swaggerFile: string | null): Record<string, unknown> | null {
  if (swaggerFile === null) return null;
  return swaggerSchema.parse(JSON.parse(readFileSync(swaggerFile, "utf8"))).definitions;
}

function findFiles(): { openApi: string; swagger: string | null } | null {
  const given = process.env.TRIPLETEX_OPENAPI;
  const place =
    given === undefined || given === "" ? resolve(PROJECT_ROOT, "../shared/tripletex") : resolve(given);
  if (!existsSync(place)) return null;
  const isFolder = statSync(place).isDirectory();
  const folder = isFolder ? place : dirname(place);
  const openApi = isFolder ? join(folder, OPENAPI_FILE) : place;
  const swagger = join(folder, SWAGGER_FILE);
  if (!existsSync(openApi)) return null;
  return { openApi, swagger: existsSync(swagger) ? swagger : null };
}
