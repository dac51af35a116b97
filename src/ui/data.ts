/**
 * The shapes that the page shows, taken from the functions that deliver them, so that a change of an answer stops the
 * page from compiling. Types only: nothing here exists at run time.
 */
import type { FunctionArgs, FunctionReturnType } from "convex/server";
import type { api } from "../../convex/_generated/api.js";

export type Overview = FunctionReturnType<typeof api.overview.get>;
export type EnvironmentName = Overview["tripletexEnv"];
export type Comparison = NonNullable<Overview["comparison"]>;
export type ComparedSum = Comparison["invoices"];
export type TypeCardData = Overview["types"][number];
export type SyncTypeName = TypeCardData["syncType"];
export type RunData = NonNullable<FunctionReturnType<typeof api.runs.get>>;
export type TypeProgress = RunData["progress"][number];
export type RunCounters = TypeProgress["counters"];
export type RunStatus = RunData["status"];
export type RunActor = RunData["actor"];
export type RunEvent = FunctionReturnType<typeof api.runs.events>["page"][number];
export type Hold = FunctionReturnType<typeof api.holds.list>["page"][number];
export type HoldKind = Hold["kind"];
/** Who has to act. */
export type MenderName = keyof Overview["awaits"];
export type HoldState = NonNullable<FunctionArgs<typeof api.holds.list>["state"]>;
/** A record of Rubic beside the records in Tripletex that it may be. */
export type LinkSubject = FunctionReturnType<typeof api.links.candidates>;
export type LinkCandidate = LinkSubject["candidates"][number];
/** Which held records are tried again: one, all with one reason, all of a kind, or (empty) all. */
export type RetryScope = Omit<FunctionArgs<typeof api.holds.retry>, "tripletexEnv">;
export type ReadinessReport = FunctionReturnType<typeof api.readiness.get>;
export type ReadinessLine = ReadinessReport["lines"][number];
type StartArgs = FunctionArgs<typeof api.syncState.startSync>;
export interface StartChoice {
  syncType: NonNullable<StartArgs["syncType"]>;
  mode: StartArgs["mode"];
}
export type RunMode = StartArgs["mode"];
export type Plan = NonNullable<FunctionReturnType<typeof api.plans.get>>;
/** What stands in a row of a plan's totals. */
export type PlanRow = Plan["totals"][number]["action"];
export type PlanItem = FunctionReturnType<typeof api.plans.items>["page"][number];
export type PlanAction = PlanItem["action"];
export type Deviation = FunctionReturnType<typeof api.plans.deviations>["page"][number];
export type DeviationReason = Deviation["reason"];
export type StartOutcome = FunctionReturnType<typeof api.syncState.startSync>;
export type MonthsData = FunctionReturnType<typeof api.reconciliation.months>;
export type MonthData = MonthsData["months"][number];
export type MonthItem = FunctionReturnType<typeof api.reconciliation.items>["items"][number];
