/** The answer of `npm run why` in lines: each check with a mark, the first that fails with what to do. */
import type { FunctionReturnType } from "convex/server";
import type { api } from "../../convex/_generated/api.js";

export type WhyAnswer = FunctionReturnType<typeof api.why.ask>;
type Why = WhyAnswer["chains"][number][number];
type Check = Why["checks"][number];

const MARKS: Record<Check["state"], string> = { passed: "✓", failed: "✗", waits: "…", notReached: "·" };

const EXIT_THERE = 0;
const EXIT_NOT_THERE = 2;

export function whyExitCode({ chains }: WhyAnswer): number {
  const isThere = chains.length > 0 && chains.every(([first]) => first?.verdict === "there");
  return isThere ? EXIT_THERE : EXIT_NOT_THERE;
}

export function describeWhy(answer: WhyAnswer): string[] {
  const { chains, choices, hasMore } = answer;
  if (chains.length > 0) return chains.flatMap(describeChain);
  if (choices.length === 0) return ["No customer in Rubic has this in its name."];
  return [
    "Several customers have this in their name; ask for one of them:",
    ...choices.map(({ label, rubicKey }) => `  --customer-key ${rubicKey}  ${label}`),
    ...(hasMore ? ["  and more: give a longer part of the name."] : []),
  ];
}

function describeChain(chain: Why[]): string[] {
  return chain.flatMap((why, index) => [...(index === 0 ? [] : ["", "It waits for:"]), ...describeOne(why)]);
}

function describeOne({ sentence, checks }: Why): string[] {
  return [sentence, ...checks.flatMap(describeCheck)];
}

function describeCheck({ state, title, finding, remedy }: Check): string[] {
  return [
    `  ${MARKS[state]} ${title}`,
    ...(finding === null ? [] : [`      ${finding}`]),
    ...(remedy === null ? [] : [`      What to do: ${remedy}`]),
  ];
}
