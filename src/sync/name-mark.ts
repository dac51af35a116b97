/**
 * A short mark of a customer's name, kept with its mapping: another mark under the same number may be somebody else. It tells two names
 * apart and not what they are, so that no name is kept.
 */
import { comparableText } from "./describe.ts";
import type { HoldCode } from "./hold-codes.ts";

/** Why a customer is held whose number Rubic gives to two names. */
export const TWINS_CODE = "CUSTOMER_NUMBER_DUPLICATE" satisfies HoldCode;

/** FNV-1a, 32 bits: equal marks of two names are one in four billion. */
const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;
const HEX = 16;
const HEX_DIGITS = 8;

/** Eight hex digits, from number and name: the same name under another number has another mark. Case and spaces do not count. */
export function nameMark(customerNo: string, name: string | null): string {
  let mark = OFFSET_BASIS;
  for (const character of `${customerNo}\n${comparableText(name ?? "")}`) {
    mark = Math.imul(mark ^ (character.codePointAt(0) ?? 0), PRIME);
  }
  return (mark >>> 0).toString(HEX).padStart(HEX_DIGITS, "0");
}
