/** The one way in which a function of this deployment refuses: with a code of the catalogue, a sentence and a remedy. */
import { ConvexError } from "convex/values";
import { type Problem, type ProblemCode, problemOfCode } from "../src/sync/problem-codes.ts";

/** To be thrown. `remedy` only where it has to name something; else the catalogue's. */
export function refusal(code: ProblemCode, message: string, remedy?: string): ConvexError<Problem> {
  return new ConvexError(problemOfCode(code, message, remedy));
}

/** The same with a problem that is in words already. */
export function refusalOf(problem: Problem): ConvexError<Problem> {
  return new ConvexError(problem);
}
