/** The engine's ports on Convex: each method calls one internal function, with run and fence filled in. */
import pRetry from "p-retry";
import { convexProblem } from "../../src/engine/problems.ts";
import type { SessionStore } from "../../src/engine/session.ts";
import type { Store } from "../../src/engine/store.ts";
import type { CreditReads } from "../../src/engine/types/credit-sights.ts";
import { internal } from "../_generated/api.js";
import type { Id } from "../_generated/dataModel.js";
import type { ActionCtx } from "../_generated/server.js";
import type { TripletexEnv } from "../validators.ts";
import { readBookedCredits, readCreditsOf, readHeldCredits, readSettledCredits } from "./readCredits.ts";

/** Intents are settled in pages of this size: one look-up each, so that a page ends well before the lease. */
const INTENT_PAGE = 10;

interface Holder {
  runId: Id<"runs">;
  fence: number;
  tripletexEnv: TripletexEnv;
}

/** What syncs have seen and booked of credits, also for whoever reads it outside a run. */
export function creditReads(ctx: ActionCtx, tripletexEnv: TripletexEnv): CreditReads {
  return {
    creditsOf: (payers, planId) => readCreditsOf(ctx, { tripletexEnv, planId }, payers),
    creditsOfRows: (ids, planId) => ctx.runQuery(internal.sync.credits.ofRows, { tripletexEnv, ids, planId }),
    creditedInvoices: (rows) => ctx.runQuery(internal.sync.credits.originalsOf, { tripletexEnv, rows }),
  };
}

export function convexStore(ctx: ActionCtx, { runId, fence, tripletexEnv }: Holder): Store {
  const held = { runId, fence };
  return {
    begin: () => ctx.runMutation(internal.sync.begin.begin, held),
    records: (kind, rubicKeys) =>
      ctx.runQuery(internal.sync.lookups.records, { runId: held.runId, tripletexEnv, kind, rubicKeys }),
    invoiceContext: (keys) => ctx.runQuery(internal.sync.lookups.invoiceContext, { tripletexEnv, ...keys }),
    customersByTripletexId: (tripletexCustomerIds) =>
      ctx.runQuery(internal.sync.lookups.customersByTripletexId, { tripletexEnv, tripletexCustomerIds }),
    paymentContext: (rubicInvoiceIds, bookedUntil = null) =>
      ctx.runQuery(internal.sync.lookups.paymentContext, {
        runId,
        tripletexEnv,
        rubicInvoiceIds,
        bookedUntil,
      }),
    noteCredits: (seen) => ctx.runMutation(internal.sync.credits.note, { ...held, seen }),
    creditsAsNoted: (seen, now) => ctx.runQuery(internal.sync.credits.asNoted, { tripletexEnv, seen, now }),
    ...creditReads(ctx, tripletexEnv),
    creditOriginals: (numbers) =>
      ctx.runQuery(internal.sync.credits.originalsByNumber, { tripletexEnv, numbers }),
    bookedCredits: (tripletexInvoiceIds) => readBookedCredits(ctx, tripletexEnv, tripletexInvoiceIds),
    heldCredits: (rubicInvoiceIds) => readHeldCredits(ctx, tripletexEnv, rubicInvoiceIds),
    creditsSettled: (settlements, planId) => readSettledCredits(ctx, { tripletexEnv, planId }, settlements),
    plannedRecords: (planId, kind, rubicKeys) =>
      ctx.runQuery(internal.sync.planLookups.records, { planId, kind, rubicKeys }),
    plannedInvoices: (planId, rubicInvoiceIds) =>
      ctx.runQuery(internal.sync.planLookups.invoices, { planId, rubicInvoiceIds }),
    plannedInvoicesByNumber: (planId, numbers) =>
      ctx.runQuery(internal.sync.planLookups.invoicesByNumber, { planId, numbers }),
    invoicesByTripletexId: (tripletexInvoiceIds) =>
      ctx.runQuery(internal.sync.lookups.invoicesByTripletexId, { tripletexEnv, tripletexInvoiceIds }),
    invoicesBeforeCutover: (pageCursor) =>
      ctx.runQuery(internal.sync.lookups.invoicesBeforeCutover, { tripletexEnv, pageCursor }),
    openIntents: (after) =>
      ctx.runQuery(internal.sync.intents.open, { tripletexEnv, after, limit: INTENT_PAGE }),
    noteEmptyLookups: async (keys) => {
      await ctx.runMutation(internal.sync.intents.noteEmptyLookups, { ...held, keys });
    },
    storeIntents: (intents) => ctx.runMutation(internal.sync.intents.store, { ...held, intents }),
    mayWrite: () =>
      retryUnforeseen(() => ctx.runQuery(internal.sync.sending.mayWrite, { tripletexEnv, ...held })),
    commit: (commit) =>
      retryUnforeseen(() => ctx.runMutation(internal.sync.commit.commit, { ...held, ...commit })),
    canaries: () => ctx.runQuery(internal.sync.canaries.read, { tripletexEnv }),
    judgeCanary: async (verdict) => {
      await ctx.runMutation(internal.sync.canaries.judge, { ...held, ...verdict });
    },
    paymentsAskedFrom: () => ctx.runQuery(internal.sync.paymentReads.from, { tripletexEnv }),
    codeMappings: () => ctx.runQuery(internal.sync.codeMappings.read, { tripletexEnv }),
    proposeCodes: async (proposals) => {
      await ctx.runMutation(internal.sync.codeMappings.propose, { ...held, proposals });
    },
    resolveStaleHolds: (page) => ctx.runMutation(internal.sync.staleHolds.resolvePage, { ...held, ...page }),
    nameMissing: (page) => ctx.runMutation(internal.sync.planDeviations.nameMissing, { ...held, ...page }),
    openMonths: (windows) => ctx.runMutation(internal.sync.comparedMonths.open, { ...held, windows }),
    storeMonths: (months, begun) =>
      ctx.runMutation(internal.sync.comparedMonths.store, { ...held, months, begun }),
    invoicesOfDay: (day, after) =>
      ctx.runQuery(internal.sync.lookups.invoicesOfDay, { tripletexEnv, day, after }),
    storeComparison: async (comparison) => {
      await ctx.runMutation(internal.sync.comparisons.store, { ...held, ...comparison });
    },
  };
}

/**
 * Convex gives up on a conflict after a few tries of its own; a commit is worth more, since writes have been sent, and so is
 * the question before a write, whose record would be in doubt.
 */
const COMMIT_ATTEMPTS = 3;
const COMMIT_PAUSE_MS = 500;

/** Tries again after anything but an error of ours; the commit's own count keeps it from being carried out twice. */
async function retryUnforeseen<T>(attempt: () => Promise<T>): Promise<T> {
  return await pRetry(attempt, {
    retries: COMMIT_ATTEMPTS - 1,
    minTimeout: COMMIT_PAUSE_MS,
    shouldRetry: ({ error }) => convexProblem(error) === null,
  });
}

export function convexSessionStore(ctx: ActionCtx, { runId, fence, tripletexEnv }: Holder): SessionStore {
  const held = { runId, fence };
  return {
    read: () => ctx.runQuery(internal.sync.sessions.read, { tripletexEnv }),
    pinCompany: async (company) => {
      await ctx.runMutation(internal.sync.sessions.pinCompany, { ...held, company });
    },
    replace: (next) => ctx.runMutation(internal.sync.sessions.replace, { ...held, ...next }),
  };
}
