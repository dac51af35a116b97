/** The tables of states as Convex functions use them: what is illegal reaches the caller as a ConvexError. */
import { IllegalStateError } from "../../src/sync/states/machine.ts";
import { refusal } from "../refusal.ts";

/** @throws ConvexError `ILLEGAL_STATE` where the table does not know the event in the state */
export function orRefuse<Next>(move: () => Next): Next {
  try {
    return move();
  } catch (error) {
    if (error instanceof IllegalStateError) throw refusal("ILLEGAL_STATE", error.message);
    throw error;
  }
}
