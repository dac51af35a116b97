/** The words that the mappings of Rubic's codes share between table, arguments and answers; see `src/sync/code-mappings.ts`. */
import { v } from "convex/values";
import { actor, tripletexEnv } from "./validators.ts";

/** The codes that Rubic keeps its books by; see `src/sync/code-mappings.ts`. */
export const codeKind = v.union(
  v.literal("vat"),
  v.literal("account"),
  v.literal("department"),
  v.literal("transactionType"),
);

/** What a code stands for in Tripletex. */
export const codeTarget = v.union(
  v.object({ kind: v.literal("vat"), id: v.number(), number: v.string(), percentage: v.number() }),
  v.object({ kind: v.literal("account"), id: v.number(), number: v.number() }),
  v.object({ kind: v.literal("department"), id: v.number(), number: v.string() }),
  v.object({
    kind: v.literal("transactionType"),
    class: v.literal("money"),
    paymentTypeId: v.number(),
    paymentTypeName: v.string(),
  }),
  v.object({
    kind: v.literal("transactionType"),
    class: v.literal("refund"),
    paymentTypeId: v.optional(v.number()),
    paymentTypeName: v.optional(v.string()),
  }),
  v.object({
    kind: v.literal("transactionType"),
    class: v.union(v.literal("creditSettlement"), v.literal("writeOff"), v.literal("ignore")),
  }),
);

export const codeState = v.union(v.literal("proposed"), v.literal("approved"), v.literal("withdrawn"));

/** A code as Rubic uses it, and what was proposed for it. */
const proposalFields = {
  kind: codeKind,
  code: v.string(),
  label: v.string(),
  target: v.union(codeTarget, v.null()),
  /** What there is to choose from, in words. */
  candidates: v.array(v.string()),
  /** Why this target, or why none, in a sentence. */
  reason: v.string(),
};
export const codeProposal = v.object(proposalFields);

export const codeMappingFields = {
  ...proposalFields,
  tripletexEnv,
  state: codeState,
  /** default: the sandbox's stated defaults; person: an accountant's choice. */
  source: v.union(v.literal("default"), v.literal("person")),
  /** Who approved or withdrew it, and when. */
  decided: v.optional(v.object({ actor, at: v.number(), reason: v.optional(v.string()) })),
};

/** What Tripletex has to choose from, as last read. */
export const tripletexLists = v.object({
  vatTypes: v.array(
    v.object({ id: v.number(), number: v.string(), name: v.string(), percentage: v.number() }),
  ),
  accounts: v.array(v.object({ id: v.number(), number: v.number(), name: v.string() })),
  departments: v.array(v.object({ id: v.number(), number: v.string(), name: v.string() })),
  paymentTypes: v.array(
    v.object({ id: v.number(), name: v.string(), debitAccountNumber: v.union(v.number(), v.null()) }),
  ),
});
