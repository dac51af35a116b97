/**
 * The one door to the rows of runs and of their types: every change of a state goes through the table in
 * `src/sync/states/run.ts`, and each state carries exactly the fields that belong to it.
 */
import type { WithoutSystemFields } from "convex/server";
import { nextRunState, nextTypeState } from "../../src/sync/states/run.ts";
import type { Doc, Id } from "../_generated/dataModel.js";
import type { MutationCtx } from "../_generated/server.js";
import type { StoredProblem } from "../validators.ts";
import { orRefuse } from "./legal.ts";

type NewRun = Omit<WithoutSystemFields<Doc<"runs">>, "status" | "interruptions">;
type NewType = Omit<WithoutSystemFields<Doc<"syncState">>, "status" | "recordsProcessed" | "recordsFailed">;

export async function insertRunRow(ctx: MutationCtx, row: NewRun): Promise<Id<"runs">> {
  const status = orRefuse(() => nextRunState("none", "start"));
  return await ctx.db.insert("runs", { ...row, status, interruptions: 0 });
}

export async function insertTypeRow(ctx: MutationCtx, row: NewType): Promise<void> {
  const status = orRefuse(() => nextTypeState("none", "start"));
  await ctx.db.insert("syncState", { ...row, status, recordsProcessed: 0, recordsFailed: 0 });
}

/** How a run or one of its types ends; a run that got through or was cancelled may still name a type's problem. */
export type End =
  | { event: "finishClean" }
  | { event: "finishOpen" | "cancel"; problem?: StoredProblem }
  | { event: "fail"; problem: StoredProblem };

export type RunMove =
  | { event: "beginStep" | "continue" | "interrupt" }
  | { event: "wait"; until: number; problem: StoredProblem }
  | End;

/** @throws ConvexError `ILLEGAL_STATE` */
export async function moveRun(ctx: MutationCtx, run: Doc<"runs">, move: RunMove): Promise<void> {
  const status = orRefuse(() => nextRunState(run.status, move.event));
  // It stays what it is: nothing that a page watches is written.
  if (move.event === "continue") return;
  await ctx.db.patch("runs", run._id, { status, ...fieldsAfter(run, move) });
}

function fieldsAfter(run: Doc<"runs">, move: RunMove) {
  switch (move.event) {
    case "beginStep":
    case "continue":
      return { resumeAt: undefined, problem: undefined };
    case "interrupt":
      return { resumeAt: undefined, problem: undefined, interruptions: run.interruptions + 1 };
    case "wait":
      return { resumeAt: move.until, problem: move.problem };
    case "finishClean":
      return { resumeAt: undefined, problem: undefined, completedAt: Date.now() };
    case "finishOpen":
    case "cancel":
    case "fail":
      return { resumeAt: undefined, problem: move.problem, completedAt: Date.now() };
  }
}

type TypeFields = Pick<Doc<"syncState">, "completedAt" | "recordsProcessed" | "recordsFailed"> &
  Partial<Pick<Doc<"syncState">, "counters" | "lastSyncAt" | "watermark" | "window">>;

/** Ends a type of a run. @throws ConvexError `ILLEGAL_STATE` when it has ended before */
export async function endTypeRow(
  ctx: MutationCtx,
  row: Doc<"syncState">,
  end: { event: End["event"]; problem?: StoredProblem; fields: TypeFields },
): Promise<void> {
  const status = orRefuse(() => nextTypeState(row.status, end.event));
  const { problem } = end;
  await ctx.db.patch("syncState", row._id, {
    ...end.fields,
    status,
    problem,
    errorMessage: problem?.message,
  });
}
