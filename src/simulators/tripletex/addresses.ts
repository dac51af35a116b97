/**
 * Addresses of customers: objects of their own, made empty with the customer, and easily replaced by mistake (Tripletex dossier 5).
 */
import { z } from "zod";
import { limited, reference } from "./body.ts";
import type { AddressRow, Reference } from "./books.ts";
import { NORWAY_ID } from "./chart.ts";
import { brokenRule, staleVersion } from "./errors.ts";
import { isSame, merge, requireReference, type Simulation } from "./simulation.ts";
import type { Table } from "./table.ts";

const LINE_LENGTH = 255;
const SHORT_LENGTH = 100;

export const addressSchema = z.object({
  id: z.int().optional(),
  version: z.int().optional(),
  addressLine1: limited(LINE_LENGTH).nullish(),
  addressLine2: limited(LINE_LENGTH).nullish(),
  postalCode: limited(SHORT_LENGTH).nullish(),
  city: limited(SHORT_LENGTH).nullish(),
  country: reference.nullish(),
});
export const deliveryAddressSchema = addressSchema.extend({ name: limited(SHORT_LENGTH).nullish() });

export type AddressInput = z.infer<typeof deliveryAddressSchema>;

const EMPTY = { addressLine1: "", addressLine2: "", postalCode: "", city: "", country: { id: NORWAY_ID } };

/** Makes an address; one without any value is empty and in Norway. */
export function createAddress(
  simulation: Simulation,
  table: Table<AddressRow>,
  input: AddressInput,
): Reference {
  if (input.id !== undefined) throw brokenRule(null, "foreignAddress");
  checkCountry(simulation, input);
  return {
    id: table.insert((created) => merge("Address", { ...EMPTY, ...created, version: 0 }, valuesOf(input))).id,
  };
}

/**
 * With the id of the present address it is changed in place; without an id a new object replaces it;
 * the id of another object's address is refused.
 */
export function updateAddress(
  simulation: Simulation,
  table: Table<AddressRow>,
  { current, input }: { current: Reference | null; input: AddressInput },
): Reference {
  if (input.id === undefined) return createAddress(simulation, table, input);
  const before = table.get(input.id);
  if (before === undefined || before.id !== current?.id) throw brokenRule(null, "foreignAddress");
  if (input.version !== undefined && input.version !== before.version) throw staleVersion();
  checkCountry(simulation, input);
  const after = merge("Address", before, valuesOf(input));
  if (!isSame(before, after)) table.update({ ...after, version: before.version + 1 });
  return { id: before.id };
}

function valuesOf({ id: _id, version: _version, ...values }: AddressInput): Record<string, unknown> {
  return values;
}

function checkCountry(simulation: Simulation, { country }: AddressInput): void {
  if (country) requireReference(simulation.books.Country, country, "country");
}
