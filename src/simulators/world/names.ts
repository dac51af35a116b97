/**
 * Words to make up people and places from. Everyone is obviously invented (family names such as "Prøvesen", `.test` mail), yet has the letters that
 * break careless code: æøå, hyphens, double surnames and apostrophes. Postal codes have a real shape, many with a leading zero.
 */
import type { Random } from "./random.ts";

const FIRST_NAMES = [
  ..."Åse Bjørn Ævar Øystein Søren Marit Ingrid Kåre Jørgen Tuva Nora Emil Jakob Sigrid Håkon Solveig".split(
    " ",
  ),
  ..."Synnøve Lars Mia Oda Pål Grete Torbjørn Aurora Ida Iver Live Mathias Ragnhild Sander".split(" "),
  ..."Anne-Marie Ole-Jørgen Karl-Åge May-Britt Amna Yusuf Zofia Noor".split(" "),
] as const;

const FAMILY_NAMES = [
  ..."Prøvesen Testmo Eksempelrud Mønsterås Øvingsdal Dummestad Skissebø Liksomsen Latsrud".split(" "),
  ..."Påfunnestad Æresløkken Kladdesæter Utkastås Tulleberg Oppdiktsen Forsøksnes Modellhaug".split(" "),
  ..."Prøve-Hansen Test-Åsheim D'Eksempel O'Prøven".split(" "),
  "Mønsterås Testmo",
  "Øvingsdal Prøvesen",
] as const;

const STREETS =
  "Prøveveien Testgata Eksempelstien Mønsterbakken Øvingslia Åsveien Kladdestubben Skøytesvingen".split(" ");

/** Postal code and town; the towns are real, the streets are not. */
const PLACES = [
  ["0150", "OSLO"],
  ["0482", "OSLO"],
  ["0781", "OSLO"],
  ["0968", "OSLO"],
  ["1337", "SANDVIKA"],
  ["1440", "DRØBAK"],
  ["1900", "FETSUND"],
  ["3015", "DRAMMEN"],
  ["4006", "STAVANGER"],
  ["5003", "BERGEN"],
  ["6002", "ÅLESUND"],
  ["7010", "TRONDHEIM"],
  ["9008", "TROMSØ"],
] as const;

const LAST_HOUSE_NUMBER = 98;
const MOBILE_BLOCK = 90_000_000;
const MOBILE_BLOCK_SIZE = 100_000;

export interface Home {
  address: string | null;
  address2: string | null;
  zipCode: string | null;
  city: string | null;
  countryName: string | null;
}

export function makeFirstName(random: Random): string {
  return random.pick(FIRST_NAMES);
}

export function makeFamilyName(random: Random): string {
  return random.pick(FAMILY_NAMES);
}

export function makeHome(random: Random): Home {
  const [zipCode, city] = random.pick(PLACES);
  const address = `${random.pick(STREETS)} ${random.whole(1, LAST_HOUSE_NUMBER)}`;
  return { address, address2: null, zipCode, city, countryName: "Norge" };
}

/** A mail address that can't exist: ASCII letters of the name, the number, a reserved domain. */
export function makeEmail(name: string, number: number): string {
  const plain = name
    .toLowerCase()
    .replace(/[æå]/g, "a")
    .replace(/ø/g, "o")
    .replace(/[^a-z]/g, "");
  return `${plain}.${number}@eksempel.test`;
}

/** Eight digits from one made-up block. */
export function makeMobile(number: number): string {
  return String(MOBILE_BLOCK + (number % MOBILE_BLOCK_SIZE));
}

/** A Norwegian organization number with a right check digit, from the series kept for test data (begins with 3). */
export function makeOrganizationNumber(sequence: number): string {
  const weights = [3, 2, 7, 6, 5, 4, 3, 2];
  const modulus = 11;
  // A remainder of 1 has no check digit (Rubic dossier 6.2); the next candidate is tried instead.
  for (let candidate = 31_000_000 + sequence * modulus; ; candidate += 1) {
    const digits = String(candidate);
    const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
    const check = (modulus - (sum % modulus)) % modulus;
    if (check < 10) {
      return `${digits}${check}`;
    }
  }
}
