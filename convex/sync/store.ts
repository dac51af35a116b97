/** The engine's ports on Convex: each method calls one internal function, with run and fence filled in. */
import type { SessionStore } from "../../src/engine/session.ts";
import type { Store } from "../../src/engine/store.ts";
import { internal } from "../_generated/api.js";
import type { Id } from "../_generated/dataModel.js";
import type { ActionCtx } from "../_generated/server.js";
import type { TripletexEnv } from "../validators.ts";

/** Intents are settled in pages of this size: as many as one sub-batch can leave open. */
const INTENT_PAGE = 50;

interface Holder {
  runId: Id<"runs">;
  fence: number;
  tripletexEnv: TripletexEnv;
}

export function convexStore(ctx: ActionCtx, { runId, fence, tripletexEnv }: Holder): Store {
  const held = { runId, fence };
  return {
    begin: () => ctx.runMutation(internal.sync.begin.begin, held),
    records: (kind, rubicKeys) =>
      ctx.runQuery(internal.sync.lookups.records, { tripletexEnv, kind, rubicKeys }),
    invoiceContext: (keys) => ctx.runQuery(internal.sync.lookups.invoiceContext, { tripletexEnv, ...keys }),
    paymentContext: (rubicInvoiceIds) =>
      ctx.runQuery(internal.sync.lookups.paymentContext, { tripletexEnv, rubicInvoiceIds }),
    invoicesByTripletexId: (tripletexInvoiceIds) =>
      ctx.runQuery(internal.sync.lookups.invoicesByTripletexId, { tripletexEnv, tripletexInvoiceIds }),
    openIntents: (after) =>
      ctx.runQuery(internal.sync.intents.open, { tripletexEnv, after, limit: INTENT_PAGE }),
    noteEmptyLookups: async (keys) => {
      await ctx.runMutation(internal.sync.intents.noteEmptyLookups, { ...held, keys });
    },
    storeIntents: (intents) => ctx.runMutation(internal.sync.intents.store, { ...held, intents }),
    commit: (commit) => ctx.runMutation(internal.sync.commit.commit, { ...held, ...commit }),
    storeComparison: async (comparison) => {
      await ctx.runMutation(internal.sync.comparisons.store, { ...held, ...comparison });
    },
  };
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
