/** How the reading of the months goes, as clients see it: what is on, why it waits, and when it is gone on with. */
import { type Infer, v } from "convex/values";
import type { Doc } from "../_generated/dataModel.js";
import { storedProblem } from "../validators.ts";
import { PAUSE_AFTER_PROBLEM_MS } from "./reconcileWork.ts";

/** Times in epoch milliseconds. */
export const monthsReading = v.object({
  /** When the months were first begun to be read at all. */
  firstAt: v.number(),
  readAt: v.union(v.number(), v.null()),
  allReadAt: v.union(v.number(), v.null()),
  /** Why the latest reading came to no end, and from when on it is begun again. */
  problem: v.union(storedProblem.extend({ at: v.number(), againAt: v.number() }), v.null()),
  live: v.union(
    v.object({
      startedAt: v.number(),
      monthsLeft: v.number(),
      /** What its latest call has failed with; null once it gets on. */
      trouble: v.union(storedProblem, v.null()),
      /** When it goes on after that; null where nothing is in its way. */
      waitsUntil: v.union(v.number(), v.null()),
    }),
    v.null(),
  ),
  /** Months that the latest one did not come to. */
  leftCount: v.number(),
});

export function viewReading(row: Doc<"reconciliations">): Infer<typeof monthsReading> {
  const { work, readAt = null, allReadAt = null, problem, left } = row;
  const live = work && {
    startedAt: work.startedAt,
    monthsLeft: work.windows.length,
    trouble: work.trouble ?? null,
    waitsUntil: work.waitsUntil ?? null,
  };
  return {
    firstAt: row._creationTime,
    readAt,
    allReadAt,
    problem: problem === undefined ? null : { ...problem, againAt: problem.at + PAUSE_AFTER_PROBLEM_MS },
    live,
    leftCount: left?.months.length ?? 0,
  };
}
