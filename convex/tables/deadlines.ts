/** Which VAT terms an organisation has, per environment; without a row the two-monthly ones. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { literals } from "convex-helpers/validators";
import { VAT_TERM_KINDS } from "../../src/sync/vat-terms.ts";
import { actor, tripletexEnv } from "../validators.ts";

export const vatTermKind = literals(...VAT_TERM_KINDS);
export const vatTerm = v.object({ from: v.string(), to: v.string(), dueDate: v.string() });

export const deadlineTables = {
  vatTermChoices: defineTable({ tripletexEnv, vatTerms: vatTermKind, actor, at: v.number() }).index(
    "by_env",
    ["tripletexEnv"],
  ),
};
