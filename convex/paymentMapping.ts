/** Payment mappings, for operators and tools: a Rubic transaction that one posting in Tripletex settles. */
import { internalMutation } from "./_generated/server.js";
import { paymentMappingArgs, storedMapping, upsertByHand } from "./sync/mappingByHand.ts";

/** Stores one mapping through the one door. Answers a conflict instead of storing a second row. */
export const upsert = internalMutation({
  args: paymentMappingArgs,
  returns: storedMapping,
  handler: (ctx, args) => upsertByHand(ctx, args),
});
