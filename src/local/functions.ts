/**
 * What a Convex module exports: which functions there are, of which kind, and who may call them. It also wraps every
 * function with the size limits that convex-test lacks, so that a call is measured whether it comes from a client, from
 * another function, from the scheduler or from a cron.
 */
import type { Value } from "convex/values";
import { z } from "zod";
import { assertSize, MAX_ARGUMENT_BYTES, MAX_NODE_ARGUMENT_BYTES, MAX_RESULT_BYTES } from "./limits.ts";

export type FunctionKind = "query" | "mutation" | "action";
export type Runtime = "default" | "node";

/** The exports of one module and where it would run on a real deployment. */
export interface LoadedModule {
  exports: Record<string, unknown>;
  runtime: Runtime;
}

/** Modules by their path below the functions folder, without extension, such as `sync/steps`. */
export type ModuleTable = ReadonlyMap<string, LoadedModule>;

/** What a caller asks for. `kind` null accepts any; internal functions are found only when `includeInternal`. */
export interface FunctionLookup {
  path: string;
  kind: FunctionKind | null;
  includeInternal: boolean;
}

const registeredFunction = z.looseObject({
  isQuery: z.literal(true).optional(),
  isMutation: z.literal(true).optional(),
  isAction: z.literal(true).optional(),
  isPublic: z.literal(true).optional(),
});

const KIND_NAMES: Record<FunctionKind, string> = { query: "Query", mutation: "Mutation", action: "Action" };

type Handler = (context: unknown, functionArguments: Record<string, Value>) => unknown;

/** A function as Convex registers it: its code, and its validators written down as JSON. */
interface RegisteredFunction {
  _handler: Handler;
  exportArgs: () => string;
  exportReturns: () => string;
}

/** `a/b.js:c` and `a/b` as `a/b:c` and `a/b:default`. */
export function normalizeFunctionPath(path: string): string {
  const [modulePath = "", exportName = "default"] = path.split(":");
  return `${modulePath.replace(/\.js$/, "")}:${exportName}`;
}

/**
 * The kind of the function that a caller asks for.
 * @throws Error in Convex's words when it doesn't exist, is internal, or is of another kind.
 */
export function findFunction(modules: ModuleTable, lookup: FunctionLookup): FunctionKind {
  const path = normalizeFunctionPath(lookup.path);
  const [modulePath = "", exportName = ""] = path.split(":");
  const found = describeFunction(ownExport(modules.get(modulePath), exportName));
  if (found === null || !(found.isPublic || lookup.includeInternal)) {
    const visibility = lookup.includeInternal ? "" : "public ";
    throw new Error(
      `Could not find ${visibility}function for '${path}'. Did you forget to run \`npx convex dev\`?`,
    );
  }
  if (lookup.kind !== null && lookup.kind !== found.kind) {
    throw new Error(
      `Trying to execute ${path} as ${KIND_NAMES[lookup.kind]}, but it is defined as ${KIND_NAMES[found.kind]}.`,
    );
  }
  return found.kind;
}

/** @throws Error when a call is addressed to a component; the local backend runs the app's own functions. */
export function assertNoComponent(componentPath: string | undefined): void {
  if (componentPath === undefined || componentPath === "") return;
  throw new Error(`The local backend has no component "${componentPath}".`);
}

/** Every query, mutation and action, as the command line lists them. */
export function listFunctions(modules: ModuleTable): { functionType: string; identifier: string }[] {
  return [...modules].flatMap(([path, module]) =>
    Object.entries(module.exports).flatMap(([name, exported]) => {
      const found = describeFunction(exported);
      return found === null
        ? []
        : [{ functionType: KIND_NAMES[found.kind], identifier: `${path}.js:${name}` }];
    }),
  );
}

/** The exports of a module with every Convex function measured. Everything else is passed on as it is. */
export function withSizeLimits(path: string, module: LoadedModule): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(module.exports).map(([name, exported]) => [
      name,
      describeFunction(exported) === null ? exported : measured(`${path}:${name}`, exported, module.runtime),
    ]),
  );
}

function ownExport(module: LoadedModule | undefined, exportName: string): unknown {
  return module !== undefined && Object.hasOwn(module.exports, exportName)
    ? module.exports[exportName]
    : undefined;
}

function describeFunction(exported: unknown): { kind: FunctionKind; isPublic: boolean } | null {
  if (typeof exported !== "function") return null;
  const marks = registeredFunction.safeParse(Object.fromEntries(Object.entries(exported)));
  if (!marks.success) return null;
  const isPublic = marks.data.isPublic === true;
  if (marks.data.isQuery) return { kind: "query", isPublic };
  if (marks.data.isMutation) return { kind: "mutation", isPublic };
  return marks.data.isAction ? { kind: "action", isPublic } : null;
}

/**
 * A function object that inherits all but its handler, which convex-test calls instead of the original, and its validators: the
 * engine asks for these at every call, and writing them down anew took a twelfth of a sync.
 */
function measured(name: string, exported: unknown, runtime: Runtime): unknown {
  const original = exported as RegisteredFunction;
  const limitBytes = runtime === "node" ? MAX_NODE_ARGUMENT_BYTES : MAX_ARGUMENT_BYTES;
  const handler: Handler = async (context, functionArguments) => {
    assertSize({ value: functionArguments, limitBytes, subject: `the arguments of "${name}"` });
    // oxlint-disable-next-line no-underscore-dangle -- the name that convex gives to the function's own code
    const result = await original._handler(context, functionArguments);
    const value = result as Value | undefined;
    assertSize({ value, limitBytes: MAX_RESULT_BYTES, subject: `the result of "${name}"` });
    return result;
  };
  const [args, returns] = [original.exportArgs(), original.exportReturns()];
  const own = { _handler: handler, exportArgs: () => args, exportReturns: () => returns };
  return Object.assign(Object.create(original) as object, own);
}
