/**
 * The project's Convex functions on a database of their own, for one schedule. A step that falls due, of a run or of a
 * reconciliation, is handed to the campaign instead of being run, since the campaign decides whether it lives. Rows are read
 * straight from the database.
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
import { tripletexEnv } from "../../convex/validators.ts";
import { LOCAL_ISSUER } from "../../src/identity.ts";
import { accelerate } from "../../src/local/accelerator.ts";
import { freeQueryResults } from "../../src/local/engine-guards.ts";
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
const RECONCILE_MODULE = "sync/reconcileStep";

/** Who a step is: it shows this at every call. */
export interface StepHolder {
  runId: string;
  fence: number;
}

/** Who a step of a reconciliation is. */
export interface ReconcileHolder {
  tripletexEnv: "sandbox" | "production";
  fence: number;
}

type Handler<Holder> = (ctx: unknown, holder: Holder) => Promise<null>;

/** Loaded once per process. */
export interface LoadedProject {
  project: Project;
  /** The product's own actions behind every step. */
  runStep: Handler<StepHolder>;
  runReconcileStep: Handler<ReconcileHolder>;
}

/** Told what falls due. */
export interface DueSteps {
  step: (holder: StepHolder) => void;
  reconcileStep: (holder: ReconcileHolder) => void;
}

/**
 * @param checksCalls false leaves out the check of arguments and results against their validators, a tenth of the time: for what
 * calls too often to afford it, and is run in short with it
 */
export async function loadOnce({ checksCalls = true } = {}): Promise<LoadedProject> {
  const project = await loadProject({ convexDir: CONVEX_DIR });
  const handlerOf = <Holder>(module: string): Handler<Holder> => {
    const step = project.modules.get(module)?.exports.run as { _handler: Handler<Holder> } | undefined;
    if (step === undefined) throw new Error(`${module} exports no step`);
    return step._handler;
  };
  const modules = new Map(
    [...project.modules].map(([path, module]) => [
      path,
      { ...module, exports: withKnownValidators(module.exports, checksCalls) },
    ]),
  );
  // Every other test checks rows against the schema; here that would cost a fifth of all schedules.
  const schema = Object.assign(Object.create(project.schema) as typeof project.schema, {
    schemaValidation: false,
  });
  return {
    project: { ...project, modules, schema },
    runStep: handlerOf<StepHolder>(STEP_MODULE),
    runReconcileStep: handlerOf<ReconcileHolder>(RECONCILE_MODULE),
  };
}

const ANYTHING = JSON.stringify({ type: "any" });

interface ConvexFunction {
  exportArgs: () => string;
  exportReturns: () => string;
}

const isConvexFunction = (exported: unknown): exported is ConvexFunction =>
  typeof exported === "function" && "exportArgs" in exported && "exportReturns" in exported;

/** The engine asks each function for its validators at every call; writing them down once saves a third of the time. */
function withKnownValidators(
  exports: Record<string, unknown>,
  checksCalls: boolean,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(exports).map(([name, exported]) => {
      if (!isConvexFunction(exported)) return [name, exported];
      const [args, returns] = checksCalls
        ? [exported.exportArgs(), exported.exportReturns()]
        : [ANYTHING, ANYTHING];
      const known = { exportArgs: () => args, exportReturns: () => returns };
      return [name, Object.assign(Object.create(exported) as object, known)];
    }),
  );
}

/** What stands in the place of the actions behind steps. */
function stubsOf(due: DueSteps): Map<string, Record<string, unknown>> {
  const fence = v.number();
  const step = internalActionGeneric({
    args: { runId: v.id("runs"), fence },
    handler: async (_ctx, holder) => due.step(holder),
  });
  const reconcileStep = internalActionGeneric({
    args: { tripletexEnv, fence },
    handler: async (_ctx, holder) => due.reconcileStep(holder),
  });
  return new Map([
    [STEP_MODULE, { run: step }],
    [RECONCILE_MODULE, { run: reconcileStep }],
  ]);
}

type InternalQuery = FunctionReference<"query", "internal">;
type InternalMutation = FunctionReference<"mutation", "internal">;
type PublicAction = FunctionReference<"action">;
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
  #reconciliationId: string | null = null;

  constructor(loaded: LoadedProject, due: DueSteps, rows: Snapshot = []) {
    const stubs = stubsOf(due);
    const modules = Object.fromEntries(
      [...loaded.project.modules].map(([path, { exports }]) => [
        `./${path}.js`,
        async () => stubs.get(path) ?? exports,
      ]),
    );
    modules["./_generated/api.js"] = async () => ({});
    this.#t = convexTest({ schema: loaded.project.schema, modules });
    const internals = reachInternals(this.#t);
    freeQueryResults(internals);
    const [component] = Object.values(internals.components);
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

  /** A public action, as the person whom the local backend signs in. */
  actionByPerson<Action extends PublicAction>(
    action: Action,
    args: FunctionArgs<Action>,
  ): Promise<FunctionReturnType<Action>> {
    const person = this.#t.withIdentity({ issuer: LOCAL_ISSUER, name: "Regnskapsfører" });
    return asNobody(() => person.action(action as PublicAction, args as Args)) as Promise<
      FunctionReturnType<Action>
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

  /** The reconciliation of the one environment of a schedule; its place is remembered, too. */
  reconciliation(): Doc<"reconciliations"> | null {
    this.#reconciliationId ??= this.rows("reconciliations")[0]?._id ?? null;
    if (this.#reconciliationId === null) return null;
    return this.#database._documents[this.#reconciliationId] as Doc<"reconciliations">;
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
