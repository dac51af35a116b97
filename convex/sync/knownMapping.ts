/** One question for all mapping tables: is this Rubic record in Tripletex, and what is booked for it? */
import { type Infer, v } from "convex/values";
import type { QueryCtx } from "../_generated/server.js";
import type { RecordKind, TripletexEnv } from "../validators.ts";
import { findCreditMapping } from "./creditDoor.ts";
import {
  findCustomerMapping,
  findInvoiceMapping,
  findPaymentMapping,
  findProductMapping,
} from "./mappingDoor.ts";

export const mapping = v.object({
  tripletexId: v.number(),
  hash: v.union(v.string(), v.null()),
  /** A person linked it: what stands in Tripletex is theirs, and a stated difference is accepted. */
  isLinked: v.boolean(),
  /** Of an invoice: linked although it is older than the cut-over, so it is in neither side's sum. */
  isBeforeCutover: v.optional(v.boolean()),
  /** What is booked: net and gross of an invoice, twice the amount of a payment, zero for the rest. */
  booked: v.object({ netOere: v.number(), grossOere: v.number() }),
  /** Of a customer, where it is known: see `src/sync/name-mark.ts`. */
  nameMark: v.optional(v.string()),
  /** Of an invoice: the sum of its mapped payments, and the paid amount in Rubic for which they were last looked for. */
  paid: v.optional(v.object({ mappedOere: v.number(), askedOere: v.union(v.number(), v.null()) })),
});
type Mapping = Infer<typeof mapping>;

const NOTHING_BOOKED = { netOere: 0, grossOere: 0 };

const commonOf = (row: { hash?: string; linkedBy?: object }) => ({
  hash: row.hash ?? null,
  isLinked: row.linkedBy !== undefined,
});

/** The mapping of a record by its Rubic key; null while it is not in Tripletex. */
export async function findMapping(
  ctx: QueryCtx,
  env: TripletexEnv,
  { kind, key }: { kind: RecordKind; key: string },
): Promise<Mapping | null> {
  switch (kind) {
    case "customer": {
      const row = await findCustomerMapping(ctx, env, key);
      if (row === null) return null;
      const { tripletexCustomerId: tripletexId, nameMark } = row;
      return { tripletexId, ...commonOf(row), nameMark, booked: NOTHING_BOOKED };
    }
    case "product": {
      const row = await findProductMapping(ctx, env, Number(key));
      return row && { tripletexId: row.tripletexProductId, ...commonOf(row), booked: NOTHING_BOOKED };
    }
    case "invoice": {
      const row = await findInvoiceMapping(ctx, env, Number(key));
      if (row === null) return null;
      const { netOere, grossOere, paidOere: mappedOere, paidAskedOere: askedOere = null } = row;
      const booked = { netOere, grossOere };
      return {
        tripletexId: row.tripletexInvoiceId,
        ...commonOf(row),
        ...(row.isBeforeCutover === true && { isBeforeCutover: true }),
        booked,
        paid: { mappedOere, askedOere },
      };
    }
    case "payment": {
      const row = await findPaymentMapping(ctx, env, Number(key));
      if (row === null) return null;
      const booked = { netOere: row.amountOere, grossOere: row.amountOere };
      return { tripletexId: row.tripletexPostingId, ...commonOf(row), booked };
    }
    case "credit": {
      const row = await findCreditMapping(ctx, env, Number(key));
      if (row === null) return null;
      const { netOere, grossOere } = row;
      return { tripletexId: row.tripletexCreditId, ...commonOf(row), booked: { netOere, grossOere } };
    }
  }
}
