/**
 * A step that only decides: what the engine would do with a record is asked of the engine itself, outside of any run. It is a
 * preview without a plan, so every write is withheld by its client, and its store refuses whatever changes a row.
 */
import { type Ports, Step } from "../step.ts";
import type { StepContext, Store } from "../store.ts";
import { withCreditsInMemory } from "./credits-in-memory.ts";

export interface ReadingPorts extends Pick<Ports, "rubic" | "tripletex"> {
  store: Store;
}

export interface ReadingContext extends Pick<StepContext, "tripletexEnv" | "booksFrom" | "windows"> {
  now: number;
}

/** A step of the next sync of all types, as far as deciding goes. */
export function readingStep({ store, rubic, tripletex }: ReadingPorts, context: ReadingContext): Step {
  const { now, ...known } = context;
  const ports: Ports = {
    store: withCreditsInMemory(store, now),
    rubic,
    tripletex,
    rate: { latest: null },
    writing: { mayWrite: () => false },
    now: () => now,
    sleep: async () => undefined,
    settleMs: 0,
  };
  return new Step(ports, {
    ...known,
    types: ["products", "customers", "invoices", "payments"],
    mode: "preview",
    isScheduled: true,
    planId: null,
    startedAt: now,
    keys: null,
    firstOfDay: [],
    // There is no lease to renew: nothing is sent.
    leaseEndsAt: Number.MAX_SAFE_INTEGER,
    commits: 0,
    cursor: { phase: 0, pageNo: 1, countedPage: 0, previousKeys: [], doneKeys: [] },
    invoicesReadUntil: null,
    invoicesBookedUntil: null,
    progress: [],
    failedTypes: [],
    wasInterrupted: false,
    invoicesStoppedBy: null,
    isCancelRequested: false,
    isCustomerListClosed: true,
    isProductListClosed: true,
    rate: { remaining: null, resetsAt: 0, refusals: 0 },
  });
}
