/** The tables of what Rubic's codes stand for, decided per environment; see `src/sync/code-mappings.ts`. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { codeMappingFields, tripletexLists } from "./codeValidators.ts";
import { storedProblem, tripletexEnv } from "./validators.ts";

export const codeTables = {
  codeMapping: defineTable(codeMappingFields).index("by_key", ["tripletexEnv", "kind", "code"]),

  /** The latest wish to read what there is to map, and what Tripletex had to choose from. */
  codeReads: defineTable({
    tripletexEnv,
    requestedAt: v.number(),
    /** When the wish was last fulfilled, or failed with `problem`. */
    endedAt: v.optional(v.number()),
    problem: v.optional(storedProblem),
    readAt: v.optional(v.number()),
    lists: v.optional(tripletexLists),
  }).index("by_env", ["tripletexEnv"]),
};
