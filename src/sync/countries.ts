/**
 * From the words that Rubic uses for a country to its ISO code. Rubic has the country in words (“Norge”, “Sverige”), Tripletex
 * wants an id that is looked up by ISO code. It must never guess: a name it does not know is no country.
 */
import type { RubicCustomer } from "../rubic/schemas.ts";
import { comparableText, givenText } from "./describe.ts";

const NORWAY = "NO";
const NORWEGIAN_CALLING_CODES: ReadonlySet<string> = new Set(["+47", "47", "0047"]);
const ISO_CODE = /^[A-Z]{2}$/i;
/** Rubic's language is Norwegian; the dossier expects Norwegian or English names (Rubic dossier 2.1). */
const NAME_LANGUAGES = ["nb", "nn", "en"] as const;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");

/** `isNamed` is false where Norway is only the default, which must not be written over what stands in Tripletex. */
interface CustomerCountry {
  isoCode: string;
  isNamed: boolean;
}

/**
 * The country of a customer's address, or null when it is not known. The name decides; without one an ISO code; without that
 * Norway, unless a foreign calling code makes that doubtful.
 */
export function countryOfCustomer(
  customer: Pick<RubicCustomer, "countryName" | "countryCode">,
): CustomerCountry | null {
  const name = givenText(customer.countryName);
  if (name !== null) return named(isoCodeOf(name));
  const code = givenText(customer.countryCode);
  if (code !== null && ISO_CODE.test(code)) return named(code.toUpperCase());
  const isPerhapsForeign = code !== null && !NORWEGIAN_CALLING_CODES.has(code);
  return isPerhapsForeign ? null : { isoCode: NORWAY, isNamed: false };
}

/** Whether this is Norway, as calling code or ISO code, or nothing at all. */
export function isDomesticCallingCode(countryCode: string | null): boolean {
  const code = givenText(countryCode);
  return code === null || code.toUpperCase() === NORWAY || NORWEGIAN_CALLING_CODES.has(code);
}

function named(isoCode: string | null): CustomerCountry | null {
  return isoCode === null ? null : { isoCode, isNamed: true };
}

function isoCodeOf(name: string): string | null {
  if (ISO_CODE.test(name)) return name.toUpperCase();
  if (NORWEGIAN_CALLING_CODES.has(name)) return NORWAY;
  isoCodesByName ??= collectCountryNames();
  return isoCodesByName.get(comparableText(name)) ?? null;
}

/** Made on the first use: asking for some hundred names takes milliseconds. */
let isoCodesByName: Map<string, string> | undefined;

function collectCountryNames(): Map<string, string> {
  const codes = ALPHABET.flatMap((first) => ALPHABET.map((second) => first + second)).filter(isCurrent);
  const names = NAME_LANGUAGES.flatMap((language) => {
    const displayNames = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
    return codes.flatMap((code): [string, string][] => {
      const name = displayNames.of(code);
      return name === undefined ? [] : [[comparableText(name), code]];
    });
  });
  return new Map(names);
}

/** Withdrawn codes (DD, UK, BU) have the names of their successors, but are not what Tripletex lists. */
function isCurrent(code: string): boolean {
  return Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;
}
