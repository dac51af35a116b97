/**
 * The project's Convex functions on a database of their own, for one schedule. A step that falls due is handed to the
 * campaign instead of being run, since the campaign decides whether it lives. Rows are read straight from the database.
 */
// The names that start with an underscore are convex-test's own; see src/local/engine-internals.ts.
/* oxlint-disable no-underscore-dangle */
import { fileURLToPath } from "node:url";
import {
  type FunctionArgs,
  type FunctionReference,
  type FunctionReturnType,
  internalActionGeneric,
} from "convex/server";
import { v } from "convex/values";
import { convexTest } from "convex-test";
import type { DataModel, Doc, TableNames } from "../../convex/_generated/dataModel.js";
import { accelerate } from "../../src/local/accelerator.ts";
import {
  type EngineDatabase,
  reachInternals,
  type StoredDocument,
  tableOfId,
} from "../../src/local/engine-internals.ts";
import { loadProject, type Project } from "../../src/local/modules.ts";
import { asNobody } from "./clock.ts";

const CONVEX_DIR = fileURLToPath(new URL("../../convex", import.meta.url));
const STEP_MODULE = "sync/step";

/** Who a step is: it shows this at every call. */
export interface StepHolder {
  runId: string;
  fence: number;
}

export type StepHandler = (ctx: unknown, holder: StepHolder) => Promise<null>;

/** Loaded once per process. */
export interface LoadedProject {
  project: Project;
  /** The product's own action behind every step. */
  runStep: StepHandler;
}

export async function loadOnce(): Promise<LoadedProject> {
  const project = await loadProject({ convexDir: CONVEX_DIR });
  const step = project.modules.get(STEP_MODULE)?.exports.run as { _handler: StepHandler } | undefined;
  if (step === undefined) throw new Error(`${STEP_MODULE} exports no step`);
  const modules = new Map(
    [...project.modules].map(([path, module]) => [
      path,
      { ...module, exports: withKnownValidators(module.exports) },
    ]),
  );
  // Every other test checks rows against the schema; here that would cost a fifth of all schedules.
  const schema = Object.assign(Object.create(project.schema) as typeof project.schema, {
    schemaValidation: false,
  });
  return { project: { ...project, modules, schema }, runStep: step._handler };
}

interface ConvexFunction {
  exportArgs: () => string;
  exportReturns: () => string;
}

const isConvexFunction = (exported: unknown): exported is ConvexFunction =>
  typeof exported === "function" && "exportArgs" in exported && "exportReturns" in exported;

/** The engine asks each function for its validators at every call; writing them down once saves a third of the time. */
function withKnownValidators(exports: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(exports).map(([name, exported]) => {
      if (!isConvexFunction(exported)) return [name, exported];
      const [args, returns] = [exported.exportArgs(), exported.exportReturns()];
      const known = { exportArgs: () => args, exportReturns: () => returns };
      return [name, Object.assign(Object.create(exported) as object, known)];
    }),
  );
}

type InternalQuery = FunctionReference<"query", "internal">;
type InternalMutation = FunctionReference<"mutation", "internal">;
type Args = Record<string, unknown>;

/** A copy of all rows, as `convex export` makes it: without what is scheduled. */
export type Snapshot = StoredDocument[];

const SCHEDULED = "_scheduled_functions";

const isPending = ({ state }: StoredDocument): boolean =>
  typeof state === "object" && state !== null && "kind" in state && state.kind === "pending";

export class Backend {
  readonly #t: ReturnType<typeof convexTest>;
  readonly #database: EngineDatabase & { _nextDocId: number };
  #leaseId: string | null = null;

  constructor(loaded: LoadedProject, onStep: (holder: StepHolder) => void, rows: Snapshot = []) {
    const stub = internalActionGeneric({
      args: { runId: v.id("runs"), fence: v.number() },
      handler: async (_ctx, holder) => onStep(holder),
    });
    const modules = Object.fromEntries(
      [...loaded.project.modules].map(([path, { exports }]) => [
        `./${path}.js`,
        async () => (path === STEP_MODULE ? { run: stub } : exports),
      ]),
    );
    modules["./_generated/api.js"] = async () => ({});
    this.#t = convexTest({ schema: loaded.project.schema, modules });
    const [component] = Object.values(reachInternals(this.#t).components);
    if (component === undefined) throw new Error("an engine has a database");
    // The counter exists in this version, which reachInternals has checked; nothing else needs it.
    this.#database = component.db as EngineDatabase & { _nextDocId: number };
    this.#restore(rows);
    accelerate(this.#database);
  }

  #restore(rows: Snapshot): void {
    for (const row of rows) this.#database._documents[row._id] = structuredClone(row);
    const highest = Math.max(0, ...rows.map((row) => Number.parseInt(row._id, 10)));
    this.#database._nextDocId = Math.max(this.#database._nextDocId, highest + 1);
  }

  query<Query extends InternalQuery>(
    query: Query,
    args: FunctionArgs<Query>,
  ): Promise<FunctionReturnType<Query>> {
    return asNobody(() => this.#t.query(query as InternalQuery, args as Args)) as Promise<
      FunctionReturnType<Query>
    >;
  }

  mutation<Mutation extends InternalMutation>(
    mutation: Mutation,
    args: FunctionArgs<Mutation>,
  ): Promise<FunctionReturnType<Mutation>> {
    return asNobody(() => this.#t.mutation(mutation as InternalMutation, args as Args)) as Promise<
      FunctionReturnType<Mutation>
    >;
  }

  /** All committed rows of a table. The engine checks every row against the schema, so the type holds. */
  rows<Table extends TableNames>(table: Table): Doc<Table>[] {
    return this.#all().filter((row) => tableOfId(row._id) === table) as DataModel[Table]["document"][];
  }

  /** The lease of the one environment of a schedule; asked at every await, so its place is remembered. */
  lease(): Doc<"leases"> | null {
    this.#leaseId ??= this.rows("leases")[0]?._id ?? null;
    return this.#leaseId === null ? null : (this.#database._documents[this.#leaseId] as Doc<"leases">);
  }

  pendingSteps(): number {
    return this.#all().filter((row) => tableOfId(row._id) === SCHEDULED && isPending(row)).length;
  }

  snapshot(): Snapshot {
    return structuredClone(this.#all().filter((row) => tableOfId(row._id) !== SCHEDULED));
  }

  /** Deletes rows behind the functions' back: for tests that break something on purpose. */
  async wipe(table: TableNames): Promise<void> {
    await asNobody(() =>
      this.#t.run(async (ctx) => {
        for (const row of this.rows(table)) await ctx.db.delete(row._id);
      }),
    );
  }

  #all(): StoredDocument[] {
    return Object.values(this.#database._documents);
  }
}
