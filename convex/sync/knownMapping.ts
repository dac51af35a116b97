/** One question for all four mapping tables: is this Rubic record in Tripletex, and what is booked for it? */
import { type Infer, v } from "convex/values";
import type { QueryCtx } from "../_generated/server.js";
import type { RecordKind, TripletexEnv } from "../validators.ts";
import {
  findCustomerMapping,
  findInvoiceMapping,
  findPaymentMapping,
  findProductMapping,
} from "./mappingDoor.ts";

export const mapping = v.object({
  tripletexId: v.number(),
  hash: v.union(v.string(), v.null()),
  /** What is booked: net and gross of an invoice, twice the amount of a payment, zero for the rest. */
  booked: v.object({ netOere: v.number(), grossOere: v.number() }),
});
type Mapping = Infer<typeof mapping>;

const NOTHING_BOOKED = { netOere: 0, grossOere: 0 };

/** The mapping of a record by its Rubic key; null while it is not in Tripletex. */
export async function findMapping(
  ctx: QueryCtx,
  env: TripletexEnv,
  { kind, key }: { kind: RecordKind; key: string },
): Promise<Mapping | null> {
  switch (kind) {
    case "customer": {
      const row = await findCustomerMapping(ctx, env, key);
      return row && { tripletexId: row.tripletexCustomerId, hash: row.hash ?? null, booked: NOTHING_BOOKED };
    }
    case "product": {
      const row = await findProductMapping(ctx, env, Number(key));
      return row && { tripletexId: row.tripletexProductId, hash: row.hash ?? null, booked: NOTHING_BOOKED };
    }
    case "invoice": {
      const row = await findInvoiceMapping(ctx, env, Number(key));
      if (row === null) return null;
      const { netOere, grossOere } = row;
      return { tripletexId: row.tripletexInvoiceId, hash: row.hash ?? null, booked: { netOere, grossOere } };
    }
    case "payment": {
      const row = await findPaymentMapping(ctx, env, Number(key));
      if (row === null) return null;
      const booked = { netOere: row.amountOere, grossOere: row.amountOere };
      return { tripletexId: row.tripletexPostingId, hash: row.hash ?? null, booked };
    }
  }
}
