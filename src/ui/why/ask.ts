/** The shapes of question and answer, taken from the function that answers. */
import type { FunctionArgs, FunctionReturnType } from "convex/server";
import type { api } from "../../../convex/_generated/api.js";

export type Question = FunctionArgs<typeof api.why.ask>["question"];
export type WhyAnswer = FunctionReturnType<typeof api.why.ask>;
export type WhyChain = WhyAnswer["chains"][number];
export type WhyCheck = WhyChain[number]["checks"][number];
export type CheckState = WhyCheck["state"];

/** What a person may ask by. */
export const QUESTION_KINDS = ["invoice", "credit", "customer", "product", "payment", "name"] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];

export function questionOf(kind: QuestionKind, text: string): Question {
  return kind === "name" ? { by: "name", text } : { by: "number", kind, text };
}
