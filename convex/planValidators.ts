/** The words of plans: what a preview finds about a record, and how a run that carries a plan out may deviate from it. */
import { type Infer, v } from "convex/values";
import { expectation, mappingInput, recordKind } from "./validators.ts";

/**
 * What a plan says about one record. create, update, adopt: what a run would do. held: it would wait, with a reason. waits: an
 * earlier write of it has an unknown outcome. leftOut: a person has decided against it. outOfScope: none of the service's business.
 */
export const planAction = v.union(
  v.literal("create"),
  v.literal("update"),
  v.literal("adopt"),
  v.literal("held"),
  v.literal("waits"),
  v.literal("leftOut"),
  v.literal("outOfScope"),
);
export type PlanAction = Infer<typeof planAction>;

/** One field that an update changes: as it stands in Tripletex, and as it would stand. Both formatted for a person. */
export const fieldDifference = v.object({
  field: v.string(),
  from: v.union(v.string(), v.null()),
  to: v.string(),
});
export type FieldDifference = Infer<typeof fieldDifference>;

/** One record of a plan. What comes after `message` is for comparing when the plan is carried out. */
export const planItem = v.object({
  kind: recordKind,
  rubicKey: v.string(),
  action: planAction,
  label: v.string(),
  amountOere: v.optional(v.number()),
  documentDate: v.optional(v.string()),
  /** Why it is held; a hold code. */
  code: v.optional(v.string()),
  message: v.optional(v.string()),
  /** Of an update. */
  differences: v.optional(v.array(fieldDifference)),
  /** Hash of the Rubic record. */
  rubicHash: v.optional(v.string()),
  /** Hash of what would be sent, without the ids in `references`. */
  contentHash: v.optional(v.string()),
  /** Tripletex ids that the request would name, in its order; a negative one stands for a record that is only planned. */
  references: v.optional(v.array(v.number())),
  /** Number in Tripletex that a creation would take. */
  target: v.optional(v.string()),
  expectation: v.optional(expectation),
  /** Of an adoption. */
  mapping: v.optional(mappingInput),
  /** Planned beside the records of another type, such as a payer whom only an invoice names. */
  isApart: v.optional(v.boolean()),
  /** Of a payment: the invoice in Rubic. */
  rubicInvoiceId: v.optional(v.number()),
  /** Of a held payment or credit: as in its hold. */
  waitsForInvoice: v.optional(v.number()),
  /** Of an invoice that is planned or adopted: its number in Rubic. */
  invoiceNumber: v.optional(v.number()),
});
export type PlanItem = Infer<typeof planItem>;

/** Count and øre of the records of one kind that a plan does one thing with. `unchanged` has a count alone. */
export const planTotal = v.object({
  kind: recordKind,
  action: v.union(planAction, v.literal("unchanged")),
  count: v.number(),
  oere: v.number(),
});
export type PlanTotal = Infer<typeof planTotal>;

/**
 * Why a run that carries out a plan did not do what the plan says about a record. new: it was not in the plan. changed: it, or
 * what it meets in Tripletex, has changed. notNeeded: it is in Tripletex already. gone: Rubic does not deliver it any more. held:
 * it has to wait now.
 */
export const deviationReason = v.union(
  v.literal("new"),
  v.literal("changed"),
  v.literal("notNeeded"),
  v.literal("gone"),
  v.literal("held"),
);
export type DeviationReason = Infer<typeof deviationReason>;

export const deviation = v.object({
  kind: recordKind,
  rubicKey: v.string(),
  label: v.string(),
  reason: deviationReason,
  message: v.string(),
  amountOere: v.optional(v.number()),
});
export type Deviation = Infer<typeof deviation>;
