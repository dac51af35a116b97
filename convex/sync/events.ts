/** The diary of a run: a line per notable thing, never one per record that went well. */
import { problemOfCode } from "../../src/sync/problem-codes.ts";
import type { Doc, Id } from "../_generated/dataModel.js";
import type { MutationCtx } from "../_generated/server.js";
import type { Counters, Problem, SyncType } from "../validators.ts";
import type { End } from "./runDoor.ts";

export interface RunEvent {
  level: "info" | "warning" | "error";
  message: string;
}

/** New holds beyond these in one sub-batch are counted, not listed: the list of holds has them all. */
const MAX_LISTED_HOLDS = 5;

export async function writeEvents(ctx: MutationCtx, runId: Id<"runs">, events: RunEvent[]): Promise<void> {
  const at = Date.now();
  for (const event of events) await ctx.db.insert("runEvents", { ...event, runId, at });
}

/** Removes up to `limit` events that are older than an instant; answers how many. */
export async function dropEventsBefore(ctx: MutationCtx, before: number, limit: number): Promise<number> {
  const rows = await ctx.db
    .query("runEvents")
    .withIndex("by_creation_time", (q) => q.lt("_creationTime", before))
    .take(limit);
  for (const row of rows) await ctx.db.delete("runEvents", row._id);
  return rows.length;
}

/** One line per record that is held for a new reason. */
export function holdEvents(messages: string[]): RunEvent[] {
  const listed = messages
    .slice(0, MAX_LISTED_HOLDS)
    .map((message) => ({ level: "warning" as const, message }));
  const more = messages.length - listed.length;
  if (more === 0) return listed;
  const records = more === 1 ? "1 more record is held" : `${more} more records are held`;
  return [...listed, { level: "warning", message: `${records}; see the list of held records.` }];
}

const TYPE_NAMES: Record<SyncType, string> = {
  products: "Products",
  customers: "Customers",
  invoices: "Invoices",
  payments: "Payments",
};

/** `Invoices: 1156 created, 62 held.`; of a preview, which has written nothing: `Invoices: 1156 to create, 62 held.` */
export function typeEndEvent(type: SyncType, counters: Counters, mode: Doc<"runs">["mode"]): RunEvent {
  const { created, updated, adopted, unchanged, held } = counters;
  const words =
    mode === "preview"
      ? { "to create": created, "to update": updated, "to adopt": adopted, unchanged, held }
      : { created, updated, adopted, unchanged, held };
  const parts = Object.entries(words)
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${count} ${word}`);
  const summary = parts.length === 0 ? "nothing to do" : parts.join(", ");
  return { level: "info", message: `${TYPE_NAMES[type]}: ${summary}.` };
}

const END_EVENTS: Partial<Record<End["event"], RunEvent>> = {
  finishClean: { level: "info", message: "Done. Nothing is held." },
  finishOpen: { level: "info", message: "Done. Some records are held or in doubt." },
  cancel: { level: "warning", message: "Cancelled. What was written stays written." },
};

/** How the run ended; a failure has told its problem already. */
export function runEndEvents(end: End["event"]): RunEvent[] {
  const event = END_EVENTS[end];
  return event === undefined ? [] : [event];
}

const PREVIEW_END_EVENTS: Partial<Record<End["event"], RunEvent>> = {
  finishClean: {
    level: "info",
    message: "The plan is ready. Nothing was written, and nothing would be held.",
  },
  finishOpen: {
    level: "info",
    message: "The plan is ready. Nothing was written; some records would be held.",
  },
  cancel: { level: "warning", message: "Cancelled. The plan is not complete and can't be carried out." },
};

/** How a preview ended. */
export function previewEndEvents(end: End["event"]): RunEvent[] {
  const event = PREVIEW_END_EVENTS[end];
  return event === undefined ? [] : [event];
}

/** What a run says that met other records than its plan did. */
export function deviationProblem(count: number): Problem {
  const records = count === 1 ? "1 record has changed" : `${count} records have changed`;
  const message = `${records} since the plan was made; what is not as planned was not written.`;
  return problemOfCode("PLAN_DEVIATIONS", message);
}
