/** Product mappings, for operators and tools: a Rubic product that exists in Tripletex. */
import { internalMutation } from "./_generated/server.js";
import { productMappingArgs, storedMapping, upsertByHand } from "./sync/mappingByHand.ts";

/** Stores one mapping through the one door. Answers a conflict instead of storing a second row. */
export const upsert = internalMutation({
  args: productMappingArgs,
  returns: storedMapping,
  handler: (ctx, args) => upsertByHand(ctx, args),
});
