/** The tables of the way to Tripletex: the session, and how many calls are left. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { tripletexEnv } from "./validators.ts";

export const remoteTables = {
  /** The encrypted session token of an environment. */
  sessions: defineTable({
    tripletexEnv,
    generation: v.number(),
    ciphertext: v.string(),
    expiresAt: v.number(),
  }).index("by_env", ["tripletexEnv"]),

  rateBudgets: defineTable({
    tripletexEnv,
    /** Calls left until `resetsAt`, from Tripletex's headers. */
    remaining: v.union(v.number(), v.null()),
    resetsAt: v.number(),
    /** How often in a row Tripletex refused without saying until when. */
    refusals: v.number(),
  }).index("by_env", ["tripletexEnv"]),
};
