/** Words of the page that says why a record is not in Tripletex. */
import type { CheckState, QuestionKind } from "../why/ask.ts";

export const WHY = {
  tab: "Why?",
  heading: "Why is this not in Tripletex?",
  intro:
    "Rubic and Tripletex are read now, and the engine says what it would do. The first check that fails is the answer. Nothing is written.",
  kindLabel: "What it is",
  kinds: {
    invoice: "Invoice number",
    credit: "Credit note number",
    customer: "Customer number",
    product: "Product code",
    payment: "Transaction id",
    name: "Customer’s name",
  } satisfies Record<QuestionKind, string>,
  textLabel: "Number or name",
  ask: "Find out",
  asking: "Reading Rubic and Tripletex …",
  empty: "Write a number or a name first.",
  checks: "Checks",
  waitsFor: "It waits for",
  remedy: "What to do",
  states: {
    passed: "Passed",
    failed: "Fails",
    waits: "On its way",
    notReached: "Not reached",
  } satisfies Record<CheckState, string>,
  choices: "Several customers have this in their name. Which one?",
  more: "There are more: write a longer part of the name.",
  nobody: "No customer in Rubic has this in its name.",
} as const;
