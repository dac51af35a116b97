/**
 * Loads a Convex project: its functions, its schema, its crons, HTTP routes and identity providers. From source, as it
 * is developed, or from the bundles that `convex deploy --debug-bundle-path` writes, so that what runs is what is
 * deployed. Every module is loaded at start: a broken one must stop the backend, not surprise a caller later.
 */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { GenericSchema, SchemaDefinition } from "convex/server";
import type { LoadedModule, ModuleTable, Runtime } from "./functions.ts";

/** A loaded project. */
export interface Project {
  modules: ModuleTable;
  schema: SchemaDefinition<GenericSchema, boolean>;
  /** The default export of `auth.config.ts`, not yet checked; undefined when there is no such file. */
  authConfig: unknown;
}

/** Where a project lies. `bundleDir` holds the folders `isolate` and `node`; schema and auth config are source always. */
export interface ProjectLocation {
  convexDir: string;
  bundleDir?: string | undefined;
}

interface EntryPoint {
  path: string;
  file: string;
  runtime: Runtime;
}

const SOURCE_EXTENSION = /\.(ts|js)$/;
const BUNDLE_EXTENSION = /\.js$/;
const USE_NODE_DIRECTIVE = /^\s*["']use node["'];?\s*$/m;
/** Code that bundles share; it exports no functions. */
const BUNDLE_DEPENDENCIES = "_deps";

/** @throws Error when the schema is missing or a module can't be loaded; the cause is attached. */
export async function loadProject({ convexDir, bundleDir }: ProjectLocation): Promise<Project> {
  const entryPoints =
    bundleDir === undefined ? await sourceEntryPoints(convexDir) : await bundleEntryPoints(bundleDir);
  const modules = await Promise.all(
    entryPoints.map(async ({ path, file, runtime }): Promise<[string, LoadedModule]> => {
      return [path, { exports: await importFile(file), runtime }];
    }),
  );
  return {
    modules: new Map(modules),
    schema: await loadSchema(convexDir),
    authConfig: await loadDefaultExport(join(convexDir, "auth.config.ts")),
  };
}

async function sourceEntryPoints(convexDir: string): Promise<EntryPoint[]> {
  const files = (await filesBelow(convexDir)).filter((file) => isEntryPoint(relative(convexDir, file)));
  return await Promise.all(
    files.map(async (file) => ({
      path: modulePath(convexDir, file),
      file,
      runtime: USE_NODE_DIRECTIVE.test(await readFile(file, "utf8"))
        ? ("node" as const)
        : ("default" as const),
    })),
  );
}

async function bundleEntryPoints(bundleDir: string): Promise<EntryPoint[]> {
  const folders = [
    { directory: join(bundleDir, "isolate"), runtime: "default" as const },
    { directory: join(bundleDir, "node"), runtime: "node" as const },
  ];
  const entryPoints = await Promise.all(
    folders.map(async ({ directory, runtime }) =>
      (await filesBelow(directory))
        .filter((file) => isBundle(relative(directory, file)))
        .map((file) => ({ path: modulePath(directory, file), file, runtime })),
    ),
  );
  const found = entryPoints.flat();
  if (found.length === 0) throw new Error(`${bundleDir} holds no bundles in its folders isolate and node.`);
  return found;
}

/** The rule of Convex's own bundler: one dot, no generated code, no schema, no hidden or odd names. */
function isEntryPoint(relativePath: string): boolean {
  const name = relativePath.split(sep).at(-1) ?? "";
  return (
    SOURCE_EXTENSION.test(name) &&
    name.split(".").length === 2 &&
    !name.startsWith("schema.") &&
    !name.startsWith("#") &&
    !relativePath.includes(" ") &&
    !relativePath.split(sep).includes("_generated")
  );
}

function isBundle(relativePath: string): boolean {
  return BUNDLE_EXTENSION.test(relativePath) && relativePath.split(sep)[0] !== BUNDLE_DEPENDENCIES;
}

async function filesBelow(directory: string): Promise<string[]> {
  if (!existsSync(directory)) return [];
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function modulePath(directory: string, file: string): string {
  return relative(directory, file).split(sep).join("/").replace(SOURCE_EXTENSION, "");
}

async function importFile(file: string): Promise<Record<string, unknown>> {
  try {
    return { ...((await import(pathToFileURL(file).href)) as Record<string, unknown>) };
  } catch (error) {
    throw new Error(`The Convex module ${file} can't be loaded: ${describe(error)}`, { cause: error });
  }
}

async function loadDefaultExport(file: string): Promise<unknown> {
  return existsSync(file) ? (await importFile(file)).default : undefined;
}

async function loadSchema(convexDir: string): Promise<Project["schema"]> {
  const file = join(convexDir, "schema.ts");
  const schema = await loadDefaultExport(file);
  if (typeof schema !== "object" || schema === null || !("tables" in schema)) {
    throw new Error(`${file} must exist and export a schema made with defineSchema as its default.`);
  }
  // Only defineSchema makes an object with `tables`; the engine validates each table when it starts.
  return schema as Project["schema"];
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
