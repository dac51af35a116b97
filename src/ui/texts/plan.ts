/** The words of previews and plans. A sentence is always whole; what changes in it comes in as an argument, already formatted. */
import type { DeviationReason, HoldKind, PlanAction, PlanRow, RunCounters, RunMode } from "../data.ts";

const MODE: Record<RunMode, string> = {
  incremental: "What may have changed",
  full: "Everything since the cut-over",
  preview: "Preview: writes nothing",
};

/** Of a record in the plan: what a sync would do with it. */
const ACTION: Record<PlanAction, { word: string; filter: string }> = {
  create: { word: "Create", filter: "To create" },
  update: { word: "Update", filter: "To update" },
  adopt: { word: "Link", filter: "To link" },
  held: { word: "Held", filter: "Held" },
  waits: { word: "Outcome unknown", filter: "Outcome unknown" },
  leftOut: { word: "Left out", filter: "Left out" },
  outOfScope: { word: "Out of scope", filter: "Out of scope" },
};

const ROW: Record<PlanRow, string> = {
  create: "Create",
  update: "Update",
  adopt: "Link to what is in Tripletex",
  unchanged: "Unchanged",
  held: "Held",
  waits: "Outcome of an earlier write unknown",
  leftOut: "Left out by a person",
  outOfScope: "Out of scope",
};

const REASON: Record<DeviationReason, string> = {
  new: "New",
  changed: "Changed",
  notNeeded: "Not needed any more",
  gone: "Gone from Rubic",
  held: "Held now",
};

const PART: Record<HoldKind, { one: string; many: (count: string) => string }> = {
  product: { one: "1 product", many: (count) => `${count} products` },
  customer: { one: "1 customer", many: (count) => `${count} customers` },
  invoice: { one: "1 invoice", many: (count) => `${count} invoices` },
  credit: { one: "1 credit", many: (count) => `${count} credits` },
  payment: { one: "1 payment", many: (count) => `${count} payments` },
};

/** Of the counters of a preview. */
const COUNTER: Record<keyof RunCounters, string> = {
  done: "read",
  created: "to create",
  adopted: "to link",
  updated: "to update",
  unchanged: "unchanged",
  held: "held",
};

export const PLAN = {
  mode: MODE,
  counter: COUNTER,
  ofPlan: "What a plan lists",
  preview: "Preview",

  start: {
    choice: "Preview: shows what would be written",
    button: "Preview",
    started: "The preview has started.",
    ended: "The preview has ended.",
    show: "Show the preview",
    disabledLive: (who: string, since: string) =>
      `A preview is on since ${since}, started by ${who}. Only one may be on at a time.`,
    busy: (who: string, since: string) =>
      `Nothing was started: a preview is already on, started by ${who} at ${since}.`,
    live: (since: string, who: string) => `A preview is on since ${since}, started by ${who}.`,
  },

  run: {
    success: (at: string, duration: string) =>
      `Ended at ${at} after ${duration}. The plan is ready; nothing was written, and nothing would be held.`,
    partial: (at: string, duration: string) =>
      `Ended at ${at} after ${duration}. The plan is ready; nothing was written, and some records would be held.`,
    cancelled: (at: string, name: string) =>
      `Cancelled by ${name}, ended at ${at}. The plan is not complete; nothing was written.`,
    deviated: (at: string, duration: string) =>
      `Ended at ${at} after ${duration}. What is not as planned any more was not written.`,
    whatNow: "Read the plan below; when it is right, carry it out. What would be held names its remedy.",
    deviatedHeading: "Not everything was as planned",
    cancelBody: "It stops after the record in hand. Nothing was written, and its plan can’t be carried out.",
    cancelTitle: "Cancel this preview?",
    cancelButton: "Cancel the preview",
  },

  panel: {
    heading: "The plan",
    intro: "What a sync would write to Tripletex. Nothing has been written.",
    columns: { what: "What", records: "Records", kroner: "Kroner" },
    totalsCaption: "What the plan does with each type, in records and kroner",
    growing: "The preview is at work; the plan grows. Its records appear when it has ended.",
    carriedOut: (done: string, all: string) => `${done} of ${all} carried out.`,
    showRun: "Show the run that carries it out",
    cleaned: "Names and texts were removed after 90 days. Counts and kroner stay.",
  },

  items: {
    heading: "Records of the plan",
    kind: "Type",
    action: "What happens",
    all: "All",
    empty: "The plan has no such record.",
    done: "carried out",
    differences: "What changes, from Tripletex now to what it becomes",
    nothing: "nothing",
    becomes: "becomes",
    remedy: "What to do",
    showMore: "Show more",
    loadingMore: "Loading more …",
    word: ACTION,
  },
  row: ROW,

  carryOut: {
    button: "Carry out this plan",
    starting: "Starting …",
    confirmTitle: "Carry out this plan?",
    part: PART,
    amount: (part: string, kroner: string) => `${part} (${kroner})`,
    confirmBody: (what: string) =>
      `This writes to Tripletex: ${what}. Only what is still as planned is written; the rest is named.`,
    confirmBodyProduction: (what: string, company: string) =>
      `This writes to the real books of ${company}: ${what}. Only what is still as planned is written; the rest is named. A wrong invoice can’t be deleted in Tripletex.`,
    yes: "Yes, carry it out",
    no: "No, go back",
    busy: (who: string, since: string) =>
      `Nothing was started: a sync is already on, started by ${who} at ${since}. Only one may write at a time.`,
    notComplete: "The plan is not complete, so it can’t be carried out. Preview again.",
    tooOld: "The plan is older than 7 days. Preview again.",
    empty: "There is nothing to carry out.",
    done: "The plan is fully carried out.",
  },

  deviations: {
    heading: "Not as planned any more",
    headingNone: "As planned",
    intro: "These records were left as they are in Tripletex. Preview again, and carry out the new plan.",
    showPlan: "Show the plan",
    reason: REASON,
    none: "Everything that was met is as planned.",
  },
} as const;
