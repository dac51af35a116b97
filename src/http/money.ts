/**
 * The border between kroner, as both remote systems write them in JSON, and whole øre.
 * It exists so that no floating number is ever added up or compared.
 * It must never round a real fraction of an øre away: such an amount is not ours to decide.
 */
import { z } from "zod";

const OERE_PER_KRONE = 100;
/** Far below the smallest fraction that a price can have (0.0001 kr = 0.01 øre), far above floating noise. */
const NOISE_OERE = 0.001;
/** Ten milliard kroner. Beyond it the noise bound above would no longer hold. */
const MAX_AMOUNT_OERE = 1_000_000_000_000;

/** Converts kroner to whole øre; null when a real fraction of an øre remains or the amount is beyond reason. */
export function kronerToOere(kroner: number): number | null {
  const exact = kroner * OERE_PER_KRONE;
  const rounded = Math.round(exact);
  if (!Number.isFinite(exact) || Math.abs(rounded) > MAX_AMOUNT_OERE) return null;
  if (Math.abs(exact - rounded) > NOISE_OERE) return null;
  return rounded === 0 ? 0 : rounded;
}

/** Converts whole øre to kroner for a request. Throws RangeError for anything that is not a whole number. */
export function oereToKroner(amountOere: number): number {
  if (!Number.isSafeInteger(amountOere)) throw new RangeError("An amount must be a whole number of øre.");
  return amountOere / OERE_PER_KRONE;
}

/** Reads kroner from JSON and gives øre; refuses fractions of an øre. */
export const oereSchema = z.number().transform((kroner, context) => {
  const amountOere = kronerToOere(kroner);
  if (amountOere !== null) return amountOere;
  context.addIssue({ code: "custom", message: "is not a whole number of øre" });
  return z.NEVER;
});
