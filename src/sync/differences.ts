/**
 * What an update changes, field by field, for a person: as it stands in Tripletex and as it would stand. Only what really
 * differs is named, whatever else the request has to repeat.
 */
import type { CustomerChanges, ProductChanges } from "../tripletex/bodies.ts";
import type { TripletexCustomer, TripletexProduct } from "../tripletex/schemas.ts";
import { formatKroner } from "./format.ts";
import type { Reference } from "./reference.ts";

/** `from` is null where Tripletex has nothing. */
export interface FieldDifference {
  field: string;
  from: string | null;
  to: string;
}

type Text = string | null | undefined;

/** A field that is not sent is no difference, nor is one that is sent as it stands. */
function difference(field: string, existing: Text, wanted: Text): FieldDifference[] {
  const from = existing?.trim() || null;
  if (wanted === undefined || wanted === null || wanted === from) return [];
  return [{ field, from, to: wanted }];
}

export function customerDifferences(
  existing: TripletexCustomer,
  changes: CustomerChanges,
  reference: Pick<Reference, "countries">,
): FieldDifference[] {
  const { postalAddress: address } = changes;
  const before = existing.postalAddress;
  const codes = new Map([...reference.countries].map(([code, id]) => [id, code]));
  const codeOf = (id: number | null | undefined) => (id == null ? null : (codes.get(id) ?? `no. ${id}`));
  return [
    ...difference("name", existing.name, changes.name),
    ...difference("e-mail", existing.email, changes.email),
    ...difference("mobile", existing.phoneNumberMobile, changes.phoneNumberMobile),
    ...difference("address", before?.addressLine1, address?.addressLine1),
    ...difference("address, second line", before?.addressLine2, address?.addressLine2),
    ...difference("postal code", before?.postalCode, address?.postalCode),
    ...difference("city", before?.city, address?.city),
    ...difference("country", codeOf(before?.countryId), codeOf(address?.country?.id)),
  ];
}

const OERE_PER_KRONE = 100;
/** Prices in Tripletex are kroner with decimals; both sides have been rounded to whole øre. */
const asKroner = (price: number | undefined) =>
  price === undefined ? undefined : formatKroner(Math.round(price * OERE_PER_KRONE));

export function productDifferences(existing: TripletexProduct, changes: ProductChanges): FieldDifference[] {
  return [
    ...difference("name", existing.name, changes.name),
    ...difference("number", existing.number, changes.number),
    ...difference("description", existing.description, changes.description),
    ...difference(
      "price without VAT",
      asKroner(existing.priceExcludingVatCurrency),
      asKroner(changes.priceExcludingVatCurrency),
    ),
  ];
}

/** `name: “Kari” → “Kari Nordmann”`. */
export function describeDifference({ field, from, to }: FieldDifference): string {
  return `${field}: ${from === null ? "nothing" : `“${from}”`} → “${to}”`;
}
