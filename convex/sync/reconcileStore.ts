/** What a step of a reconciliation asks of Convex: the engine's port, with environment and fence filled in. */
import type { ReconcileStore } from "../../src/engine/reconcile/store.ts";
import { internal } from "../_generated/api.js";
import type { Id } from "../_generated/dataModel.js";
import type { ActionCtx } from "../_generated/server.js";
import { readBookedCredits, readCreditsOf } from "./readCredits.ts";
import type { Holder } from "./reconcileWork.ts";

/** The engine only hands back ids that `onShelf` and `leftOnShelf` gave it; the mutation checks them. */
const asShelfIds = (ids: string[]) => ids as Id<"reconcileShelves">[];

export function reconcileStore(
  ctx: Pick<ActionCtx, "runQuery" | "runMutation">,
  holder: Holder,
): ReconcileStore {
  const { tripletexEnv } = holder;
  return { ...readingStore(ctx, tripletexEnv), ...writingStore(ctx, holder) };
}

type Reading =
  | "codeMappings"
  | "vatTypesOfProducts"
  | "mappedByRubicId"
  | "mappedByTripletexId"
  | "mappedOfDay"
  | "creditsOf"
  | "paymentsByRubicId"
  | "creditsByRubicId"
  | "creditsByTripletexId"
  | "standings"
  | "onShelf"
  | "leftOnShelf"
  | "notedItems";

function readingStore(
  ctx: Pick<ActionCtx, "runQuery">,
  tripletexEnv: Holder["tripletexEnv"],
): Pick<ReconcileStore, Reading> {
  const { reconcile, reconcileShelves, credits } = internal.sync;
  return {
    codeMappings: () => ctx.runQuery(internal.sync.codeMappings.read, { tripletexEnv }),
    vatTypesOfProducts: (ids) => ctx.runQuery(reconcile.vatTypesOfProducts, { tripletexEnv, ids }),
    mappedByRubicId: (ids) => ctx.runQuery(reconcile.mappedByRubicId, { tripletexEnv, ids }),
    mappedByTripletexId: (ids) => ctx.runQuery(reconcile.mappedByTripletexId, { tripletexEnv, ids }),
    mappedOfDay: (day, after) =>
      ctx.runQuery(internal.sync.lookups.invoicesOfDay, { tripletexEnv, day, after }),
    creditsOf: (payers) => readCreditsOf(ctx, { tripletexEnv }, payers),
    paymentsByRubicId: (ids) => ctx.runQuery(reconcile.paymentsByRubicId, { tripletexEnv, ids }),
    creditsByRubicId: (ids) => ctx.runQuery(credits.byRubicId, { tripletexEnv, ids }),
    creditsByTripletexId: (tripletexInvoiceIds) => readBookedCredits(ctx, tripletexEnv, tripletexInvoiceIds),
    standings: (kind, ids) => ctx.runQuery(reconcile.standings, { tripletexEnv, kind, ids }),
    onShelf: (from, tripletexInvoiceIds) =>
      ctx.runQuery(reconcileShelves.onShelf, { tripletexEnv, from, tripletexInvoiceIds }),
    leftOnShelf: (from) => ctx.runQuery(reconcileShelves.leftOnShelf, { tripletexEnv, from }),
    notedItems: (from, pageCursor) =>
      ctx.runQuery(reconcileShelves.notedItems, { tripletexEnv, from, pageCursor }),
  };
}

function writingStore(ctx: Pick<ActionCtx, "runMutation">, holder: Holder): Omit<ReconcileStore, Reading> {
  const { reconcile, reconcileShelves } = internal.sync;
  return {
    begin: () => ctx.runMutation(reconcile.begin, holder),
    clearShelves: () => ctx.runMutation(reconcileShelves.clearForStaging, holder),
    putDocuments: async (rows) => {
      await ctx.runMutation(reconcileShelves.putDocuments, { ...holder, rows });
    },
    putPayments: async (payments) => {
      await ctx.runMutation(reconcileShelves.putPayments, { ...holder, payments });
    },
    advance: async (cursor) => {
      await ctx.runMutation(reconcile.advance, { ...holder, cursor });
    },
    keepMonth: async (progress, { shelfIds, items }) => {
      const taken = { shelfIds: asShelfIds(shelfIds), items };
      await ctx.runMutation(reconcileShelves.keepMonth, { ...holder, progress, ...taken });
    },
    storeMonth: (window, month, vatLabels) =>
      ctx.runMutation(reconcile.storeMonth, { ...holder, window, month, vatLabels }),
    handOver: async () => {
      await ctx.runMutation(reconcile.handOver, holder);
    },
    wait: async (waiting) => {
      await ctx.runMutation(reconcile.wait, { ...holder, ...waiting });
    },
  };
}
