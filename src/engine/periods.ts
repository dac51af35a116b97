/** Reads Tripletex's accounting periods, so that nothing is sent into a closed one; once per step that books something. */
import { isRemoteError } from "../http/errors.ts";
import type { Held } from "../sync/decision.ts";
import type { Period } from "../sync/periods.ts";
import type { Step } from "./step.ts";

/** Before any document of ours: a payment may be dated before the cut-over. */
const EARLIEST_END = "2000-01-01";
const CLOSED_TO_US = new Set(["forbidden", "notFound", "rejected"]);

/** A token that may not read periods books all the same: Tripletex refuses what is closed. @throws RemoteError */
export async function loadPeriods(step: Step): Promise<Period[]> {
  try {
    return await step.ports.tripletex.accountingPeriods(EARLIEST_END);
  } catch (error) {
    if (!isRemoteError(error) || !CLOSED_TO_US.has(error.kind)) throw error;
    step.note("warning", "Tripletex does not show its accounting periods: closed ones show as refusals.");
    return [];
  }
}

/**
 * The hold of a document whose date is in a closed period.
 * @param bookedOn the day that an accountant chose instead, where it is another one
 */
export function holdClosed(
  document: { label: string; amountOere: number; documentDate: string },
  bookedOn = document.documentDate,
): Held {
  const { label, amountOere, documentDate } = document;
  const day = bookedOn === documentDate ? `is dated ${documentDate}` : `is to be booked on ${bookedOn}`;
  const message = `${label} ${day}, in a period that is closed in Tripletex.`;
  return { outcome: "held", code: "PERIOD_CLOSED", message, amountOere, documentDate };
}
