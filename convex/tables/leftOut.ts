/** A person's decision to leave a record out, as it is stored. */
import { type Infer, v } from "convex/values";
import { actor } from "../validators.ts";

export const leftOut = v.object({
  actor,
  reason: v.string(),
  at: v.number(),
  /** The decision was about this invoice (Rubic's id), and the record goes with it. */
  withInvoice: v.optional(v.number()),
});
export type LeftOut = Infer<typeof leftOut>;

/** For a person, to whom the invoice's id says nothing. */
export const viewLeftOut = ({ withInvoice, ...decision }: LeftOut) => ({
  ...decision,
  isWithInvoice: withInvoice !== undefined,
});
