/** Previews and plans as a client makes and reads them, in few words. */
import type { FunctionReturnType } from "convex/server";
import { api } from "../../convex/_generated/api.js";
import type { Doc, Id, TableNames } from "../../convex/_generated/dataModel.js";
import schema from "../../convex/schema.ts";
import type { RunType, TripletexEnv } from "../../convex/validators.ts";
import type { Stack } from "./stack.ts";

export type Plan = NonNullable<FunctionReturnType<typeof api.plans.get>>;
export type PlanItem = FunctionReturnType<typeof api.plans.items>["page"][number];
export type Deviation = FunctionReturnType<typeof api.plans.deviations>["page"][number];
export type Run = NonNullable<FunctionReturnType<typeof api.runs.get>>;

const PAGE_SIZE = 200;

/** Previews and waits for the end. */
export async function preview(stack: Stack, env: TripletexEnv = "sandbox", type: RunType = "all") {
  const run = await stack.sync(env, type, "preview");
  return { run, plan: await planOf(stack, run.runId) };
}

export async function planOf(stack: Stack, runId: Id<"runs">): Promise<Plan> {
  const plan = await stack.client.query(api.plans.get, { runId });
  if (plan === null) throw new Error(`run ${runId} has no plan`);
  return plan;
}

export async function startPlan(stack: Stack, planId: string, env: TripletexEnv = "sandbox") {
  const wish = { tripletexEnv: env, mode: "incremental", planId, via: "commandLine" } as const;
  return await stack.client.mutation(api.syncState.startSync, wish);
}

/** Carries a plan out and waits for the end. */
export async function carryOut(stack: Stack, planId: string, env: TripletexEnv = "sandbox"): Promise<Run> {
  const answer = await startPlan(stack, planId, env);
  if (answer.outcome !== "started") throw new Error(`${env} is busy`);
  return await stack.waitForEnd(answer.runId);
}

export async function itemsOf(stack: Stack, planId: Id<"plans">): Promise<PlanItem[]> {
  const items: PlanItem[] = [];
  for (let cursor: string | null = null; ; ) {
    const answer: FunctionReturnType<typeof api.plans.items> = await stack.client.query(api.plans.items, {
      planId,
      paginationOpts: { numItems: PAGE_SIZE, cursor },
    });
    items.push(...answer.page);
    if (answer.isDone) return items;
    cursor = answer.continueCursor;
  }
}

export async function deviationsOf(stack: Stack, runId: Id<"runs">): Promise<Deviation[]> {
  const paginationOpts = { numItems: PAGE_SIZE, cursor: null };
  return (await stack.client.query(api.plans.deviations, { runId, paginationOpts })).page;
}

export type Dump = Partial<Record<TableNames, Doc<TableNames>[]>>;

/** Every row of every table but those named. */
export async function dumpTables(stack: Stack, but: readonly TableNames[] = []): Promise<Dump> {
  const names = (Object.keys(schema.tables) as TableNames[]).filter((name) => !but.includes(name));
  return await stack.backend.run(async (ctx) => {
    const dump: Dump = {};
    for (const name of names) dump[name] = await ctx.db.query(name).collect();
    return dump;
  });
}
