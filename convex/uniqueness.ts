/** Whether anything is mapped, held or intended twice; asked by `npm run doubles`. */
import { guardedAction } from "./guard.ts";
import { type Proof, proof, proveUniqueness } from "./sync/uniqueness.ts";

/** Reads the rows of both environments, index by index, and changes nothing. */
export const prove = guardedAction({
  args: {},
  returns: proof,
  handler: async (ctx): Promise<Proof> => await proveUniqueness(ctx),
});
