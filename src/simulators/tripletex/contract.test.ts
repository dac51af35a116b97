/**
 * Compares what the stand-in serves and knows with Tripletex's own API description: paths, query parameters, object fields.
 * The description is not in this repository. Tripletex publishes it at `/v2/openapi.json`; name its place in `TRIPLETEX_OPENAPI`.
 */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { findModel, modelNames } from "./models.ts";
import { routes } from "./routes.ts";

const file = process.env.TRIPLETEX_OPENAPI ?? resolve("../shared/tripletex/openapi-2.75.00.json");
const isMissing = !existsSync(file);
if (isMissing)
  console.warn(
    `skipped: no Tripletex description at ${file}; get /v2/openapi.json and set TRIPLETEX_OPENAPI`,
  );

const operationSchema = z.object({
  parameters: z.array(z.object({ name: z.string(), in: z.string() })).default([]),
});
const descriptionSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({
    schemas: z.record(
      z.string(),
      z.object({
        properties: z.record(z.string(), z.object({ readOnly: z.boolean().default(false) })).default({}),
      }),
    ),
  }),
});

const description = isMissing ? null : descriptionSchema.parse(JSON.parse(readFileSync(file, "utf8")));

function readDescription() {
  if (description === null) throw new Error("the description is missing");
  return description;
}

test.skipIf(isMissing)("serves only paths, methods and query parameters that Tripletex describes", () => {
  const { paths } = readDescription();
  for (const { method, template, parameterNames } of routes) {
    const operation = paths[template]?.[method.toLowerCase()];
    expect(operation, `${method} ${template}`).toBeDefined();
    const described =
      operation?.parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name) ?? [];
    expect(described, `${method} ${template}`).toEqual(expect.arrayContaining([...parameterNames]));
  }
});

test.skipIf(isMissing).each(modelNames)("knows exactly the fields of %s", (name) => {
  const described = readDescription().components.schemas[name];
  const model = findModel(name);
  expect(described, name).toBeDefined();
  const expected = Object.keys(described?.properties ?? {}).filter((field) => field !== "changes");
  expect(model?.names.toSorted()).toEqual(expected.toSorted());
});

/** The description has lost the mark on properties that are objects, so the stand-in may know more. */
test.skipIf(isMissing)("ignores in bodies what Tripletex describes as read-only", () => {
  const { schemas } = readDescription().components;
  for (const name of ["Customer", "Product", "Order", "OrderLine", "Invoice", "Address"]) {
    const properties = Object.entries(schemas[name]?.properties ?? {});
    const described = properties.filter(([, property]) => property.readOnly).map(([field]) => field);
    expect([...(findModel(name)?.readOnly ?? [])], name).toEqual(expect.arrayContaining(described));
  }
});
