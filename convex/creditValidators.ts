/** The words of credits that intents, mappings and plans share. Amounts in whole øre, dates `YYYY-MM-DD`. */
import { v } from "convex/values";

/** What must be found in Tripletex if crediting a whole invoice went through: its number is Tripletex's own. */
export const creditExpectation = v.object({
  kind: v.literal("credit"),
  /** Of the credited invoice. */
  rubicInvoiceNumber: v.number(),
  tripletexInvoiceId: v.number(),
  customerId: v.number(),
  creditDate: v.string(),
  /** As of the credit note: negative. */
  netOere: v.number(),
  grossOere: v.number(),
  /** Rubic's number of the credit note; absent where Rubic shows an amount alone. */
  rubicCreditNumber: v.optional(v.number()),
});

/** A credit that is in Tripletex: a credit note of a whole invoice, or an invoice with a negative total. */
export const creditMappingInput = v.object({
  kind: v.literal("credit"),
  /** Of the row that the credit is known by: Rubic's own note, else the credited invoice. */
  rubicCreditId: v.number(),
  rubicCreditNumber: v.optional(v.number()),
  /** Rubic's number of the credited invoice, where it is known. */
  rubicInvoiceNumber: v.optional(v.number()),
  tripletexCreditId: v.number(),
  /** The credited invoice in Tripletex; absent for an invoice with a negative total, which credits none. */
  tripletexInvoiceId: v.optional(v.number()),
  creditDate: v.string(),
  netOere: v.number(),
  grossOere: v.number(),
  /** What is left on the credited invoice afterwards; on the negative invoice where there is none. */
  outstandingOere: v.number(),
  hash: v.optional(v.string()),
});
