/** Mappings that an operator stores by hand, through the same door as the engine, with a line in the audit log. */
import { type Infer, v } from "convex/values";
import type { MutationCtx } from "../_generated/server.js";
import {
  type Actor,
  actor,
  type MappingInput,
  mappingInput,
  type TripletexEnv,
  tripletexEnv,
} from "../validators.ts";
import { writeAudit } from "./audit.ts";
import { type Stored, upsertMapping } from "./mappingDoor.ts";

const [customer, product, invoice, payment] = mappingInput.members;
const byHand = { tripletexEnv, actor };

export const customerMappingArgs = { ...byHand, mapping: customer };
export const productMappingArgs = { ...byHand, mapping: product };
export const invoiceMappingArgs = { ...byHand, mapping: invoice };
export const paymentMappingArgs = { ...byHand, mapping: payment };

/** stored, or refused because the Tripletex record belongs to another Rubic record already. */
export const storedMapping = v.union(
  v.object({ outcome: v.literal("stored") }),
  v.object({ outcome: v.literal("conflict"), otherKey: v.string() }),
);

/** @throws ConvexError `MAPPING_MOVES` when a booked document would point to another one */
export async function upsertByHand(
  ctx: MutationCtx,
  args: { tripletexEnv: TripletexEnv; actor: Actor; mapping: MappingInput },
): Promise<Stored & Infer<typeof storedMapping>> {
  const stored = await upsertMapping(ctx, args.mapping, { tripletexEnv: args.tripletexEnv, now: Date.now() });
  await writeAudit(ctx, {
    actor: args.actor,
    act: "upsertMapping",
    tripletexEnv: args.tripletexEnv,
    details: `${args.mapping.kind}: ${stored.outcome}`,
  });
  return stored;
}
