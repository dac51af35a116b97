/**
 * Looking records up one after the other in Tripletex, within the lease and the time of a step. It must never give up before the
 * first one, or a slow day would never end.
 */
import type { Step } from "./step.ts";

/** Answers those that are left for the next step. @throws ConvexError `FENCED`, and what looking one up throws */
export function lookUpEach<Each>(
  step: Step,
  all: Each[],
  lookUp: (each: Each) => Promise<void>,
): Promise<Each[]> {
  return step.untimed(async () => {
    await step.keepLease();
    for (const [index, each] of all.entries()) {
      if (index > 0 && (step.isTimeUp() || step.isCancelRequested)) return all.slice(index);
      await lookUp(each);
      await step.keepLease();
    }
    return [];
  });
}
