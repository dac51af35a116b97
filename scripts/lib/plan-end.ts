/**
 * A plan in the terminal: per type how much a sync would write, in records and kroner, the first records with what would
 * change, and the command that carries it out. Also what a run left alone because it is not as planned any more.
 */
import type { ConvexClient } from "convex/browser";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../convex/_generated/api.js";
import { describeDifference } from "../../src/sync/differences.ts";
import { formatKroner } from "../../src/sync/format.ts";
import { awaitedBy, titleFor } from "../../src/sync/hold-codes.ts";
import type { RunView } from "./follow-run.ts";
import { renderTodo } from "./run-lines.ts";

type Plan = NonNullable<FunctionReturnType<typeof api.plans.get>>;
type Item = FunctionReturnType<typeof api.plans.items>["page"][number];
export type Deviation = FunctionReturnType<typeof api.plans.deviations>["page"][number];

export interface PlanEnd extends Plan {
  /** The first ones, at most as many as asked for; updates first. */
  items: Item[];
  /** What carries the plan out; null when there is nothing to carry out, or the plan is not complete. */
  command: string | null;
}

const PAGE_SIZE = 100;
const MAXIMUM_DEVIATIONS = 100;
/** What a person decides about comes first. */
const LISTED = ["update", "create", "adopt", "held", "waits"] as const;

export async function readPlanEnd(
  client: ConvexClient,
  run: RunView,
  maximum: number,
): Promise<PlanEnd | null> {
  const plan = await client.query(api.plans.get, { runId: run.runId });
  if (plan === null) return null;
  const isComplete = run.status === "success" || run.status === "partial";
  const command = `npm run sync -- --env ${run.tripletexEnv} --plan ${plan.planId}`;
  const items = await readItems(client, plan, maximum);
  return { ...plan, items, command: isComplete && plan.toDo > 0 ? command : null };
}

async function readItems(client: ConvexClient, { planId }: Plan, maximum: number): Promise<Item[]> {
  const items: Item[] = [];
  for (const action of LISTED) {
    let cursor: string | null = null;
    while (items.length < maximum) {
      const numItems = Math.min(PAGE_SIZE, maximum - items.length);
      const wish = { planId, action, paginationOpts: { numItems, cursor } };
      const answer: FunctionReturnType<typeof api.plans.items> = await client.query(api.plans.items, wish);
      items.push(...answer.page);
      if (answer.isDone) break;
      cursor = answer.continueCursor;
    }
  }
  return items;
}

export async function readDeviations(client: ConvexClient, run: RunView): Promise<Deviation[]> {
  if (run.deviationCount === 0) return [];
  const paginationOpts = { numItems: MAXIMUM_DEVIATIONS, cursor: null };
  return (await client.query(api.plans.deviations, { runId: run.runId, paginationOpts })).page;
}

type Action = Plan["totals"][number]["action"];

/** `always`: shown as zero as well. */
const ROWS: readonly { action: Action; word: string; always: boolean }[] = [
  { action: "create", word: "create", always: true },
  { action: "update", word: "update", always: true },
  { action: "adopt", word: "adopt", always: true },
  { action: "unchanged", word: "unchanged", always: true },
  { action: "held", word: "held", always: true },
  { action: "waits", word: "outcome unknown", always: false },
  { action: "leftOut", word: "left out", always: false },
  { action: "outOfScope", word: "out of scope", always: true },
];

const KIND_OF = {
  products: "product",
  customers: "customer",
  invoices: "invoice",
  payments: "payment",
} as const;

const counts = new Intl.NumberFormat("nb-NO");
const WORD_WIDTH = "outcome unknown".length;
const COUNT_WIDTH = 9;
const KRONER_WIDTH = 18;

export function renderPlanEnd(plan: PlanEnd): string[] {
  return [
    ...plan.types.flatMap((type) => [
      "",
      type,
      ...renderTotals(plan, KIND_OF[type]),
      ...renderCredits(plan, type),
    ]),
    ...renderItems(plan),
    "",
    ...renderConclusion(plan),
  ];
}

/** Credits are read with the invoices, and shown where there are any. */
function renderCredits(plan: Plan, type: keyof typeof KIND_OF): string[] {
  const hasCredits = type === "invoices" && plan.totals.some(({ kind }) => kind === "credit");
  return hasCredits ? ["", "credits", ...renderTotals(plan, "credit")] : [];
}

function renderTotals({ totals }: Plan, kind: Item["kind"]): string[] {
  return ROWS.flatMap(({ action, word, always }) => {
    const total = totals.find((each) => each.kind === kind && each.action === action);
    if (total === undefined && !always) return [];
    const count = counts.format(total?.count ?? 0).padStart(COUNT_WIDTH);
    const hasAmounts =
      (kind === "invoice" || kind === "credit" || kind === "payment") && action !== "unchanged";
    const kroner = hasAmounts ? formatKroner(total?.oere ?? 0).padStart(KRONER_WIDTH) : "";
    return [`  ${word.padEnd(WORD_WIDTH)}${count}${kroner}`.trimEnd()];
  });
}

const WORDS: Record<Item["action"], string> = {
  create: "create",
  update: "update",
  adopt: "adopt",
  held: "held",
  waits: "outcome unknown",
  leftOut: "left out",
  outOfScope: "out of scope",
};

function renderItems({ items, totals }: PlanEnd): string[] {
  if (items.length === 0) return [];
  const listed = totals.filter(({ action }) => LISTED.some((each) => each === action));
  const all = listed.reduce((sum, { count }) => sum + count, 0);
  const more = all - items.length;
  return [
    "",
    `Records (${counts.format(all)}):`,
    ...items.flatMap(renderItem),
    ...(more > 0 ? [`  and ${counts.format(more)} more; the page lists them all.`] : []),
  ];
}

function renderItem({ action, label, amountOere, code, message, remedy, differences }: Item): string[] {
  const amount = amountOere === null ? "" : `, ${formatKroner(amountOere)}`;
  const why =
    code === null
      ? []
      : [`    ${titleFor(code)}: ${message ?? ""}`, `    ${renderTodo(awaitedBy(code), remedy ?? "")}`];
  return [
    `  ${WORDS[action]}: ${label}${amount}`,
    ...differences.map((difference) => `    ${describeDifference(difference)}`),
    ...why,
  ];
}

function renderConclusion({ planId, toDo, command }: PlanEnd): string[] {
  if (command !== null) return [`Nothing was written. Plan ${planId}; to carry it out:`, `  ${command}`];
  return toDo === 0 ? ["Nothing was written, and there is nothing to write."] : ["Nothing was written."];
}

/** The records that a run left alone, with the reason. */
export function renderDeviations(deviations: Deviation[], count: number): string[] {
  if (count === 0) return [];
  const more = count - deviations.length;
  return [
    "",
    `Not as planned (${counts.format(count)}):`,
    ...deviations.map(({ message }) => `  ${message}`),
    ...(more > 0 ? [`  and ${counts.format(more)} more; the page lists them all.`] : []),
  ];
}
