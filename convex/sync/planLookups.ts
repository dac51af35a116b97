/** What a step must know of a plan: point look-ups for the keys of one chunk, nothing more. */
import { type Infer, v } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel.js";
import { internalQuery, type QueryCtx } from "../_generated/server.js";
import { planItem } from "../planValidators.ts";
import { recordKind } from "../validators.ts";
import { findPlanItem } from "./planDoor.ts";

const plannedRecord = v.object({
  ...planItem.fields,
  /** Held because the plan gives its number in Tripletex to another record. */
  isRival: v.boolean(),
  isDone: v.boolean(),
});
export type PlannedRecord = Infer<typeof plannedRecord>;

function viewItem(item: Doc<"planItems">): PlannedRecord {
  const { _id, _creationTime, planId: _planId, doneAt, isRival = false, ...fields } = item;
  return { ...fields, isRival, isDone: doneAt !== undefined };
}

/** What a plan says about records of one kind; what was unchanged or is unknown to it is left out. */
export const records = internalQuery({
  args: { planId: v.id("plans"), kind: recordKind, rubicKeys: v.array(v.string()) },
  returns: v.array(plannedRecord),
  handler: async (ctx, args): Promise<PlannedRecord[]> => {
    const found = await Promise.all(
      args.rubicKeys.map((rubicKey) => findPlanItem(ctx, args.planId, { kind: args.kind, rubicKey })),
    );
    return found.flatMap((item) => (item === null ? [] : [viewItem(item)]));
  },
});

/** Two invoices with one number are not expected. */
const MAX_WITH_NUMBER = 5;

/** The invoices with these numbers of Rubic's that a plan would book or adopt. */
export const invoicesByNumber = internalQuery({
  args: { planId: v.id("plans"), numbers: v.array(v.number()) },
  returns: v.array(plannedRecord),
  handler: async (ctx, args): Promise<PlannedRecord[]> => {
    const found = await Promise.all(
      args.numbers.map((number) =>
        ctx.db
          .query("planItems")
          .withIndex("by_number", (q) => q.eq("planId", args.planId).eq("invoiceNumber", number))
          .take(MAX_WITH_NUMBER),
      ),
    );
    return found.flat().map(viewItem);
  },
});

/** More payments than this on one invoice are not expected; an instalment plan has a dozen. */
const MAX_PAYMENTS_PER_INVOICE = 500;

const plannedInvoice = v.object({
  rubicInvoiceId: v.number(),
  item: v.union(plannedRecord, v.null()),
  /** Postings that the plan has taken for a transaction. */
  adoptedPostingIds: v.array(v.number()),
  /** Sum of the payments that the plan would book on the invoice. */
  paidOere: v.number(),
});
export type PlannedInvoice = Infer<typeof plannedInvoice>;

/** What a plan says about the invoices that payments refer to. */
export const invoices = internalQuery({
  args: { planId: v.id("plans"), rubicInvoiceIds: v.array(v.number()) },
  returns: v.array(plannedInvoice),
  handler: async (ctx, args) =>
    await Promise.all(args.rubicInvoiceIds.map((id) => viewInvoice(ctx, args.planId, id))),
});

async function viewInvoice(
  ctx: QueryCtx,
  planId: Id<"plans">,
  rubicInvoiceId: number,
): Promise<PlannedInvoice> {
  const [item, payments] = await Promise.all([
    findPlanItem(ctx, planId, { kind: "invoice", rubicKey: String(rubicInvoiceId) }),
    ctx.db
      .query("planItems")
      .withIndex("by_invoice", (q) => q.eq("planId", planId).eq("rubicInvoiceId", rubicInvoiceId))
      .take(MAX_PAYMENTS_PER_INVOICE),
  ]);
  const created = payments.filter(({ action }) => action === "create");
  return {
    rubicInvoiceId,
    item: item && viewItem(item),
    adoptedPostingIds: payments.flatMap(({ mapping }) =>
      mapping?.kind === "payment" ? mapping.tripletexPostingId : [],
    ),
    paidOere: created.reduce((sum, { amountOere = 0 }) => sum + amountOere, 0),
  };
}
