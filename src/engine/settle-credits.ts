/** What became of a credit whose outcome is unknown: the credited invoice shows it, or the number of a negative invoice does. */
import type { Held } from "../sync/decision.ts";
import type { TripletexInvoice } from "../tripletex/schemas.ts";
import type { Step } from "./step.ts";
import type { Expectation, MappingInput, OpenIntent } from "./store.ts";
import { findCreditNote, holdOtherCredit } from "./types/credit-writes.ts";
import { negativeMapping } from "./types/negative-invoices.ts";

type Expected = Extract<Expectation, { kind: "credit" }>;
type Finding =
  | { found: "ours"; mapping: MappingInput }
  | { found: "other"; held: Held }
  | { found: "nothing" };

/**
 * A credited invoice was credited by us or by a person: either way it is credited, and can be only once (Tripletex dossier 10).
 * @throws RemoteError
 */
export async function lookUpCredit(step: Step, intent: OpenIntent, expected: Expected): Promise<Finding> {
  const { tripletex } = step.ports;
  const original = await tripletex.invoice(expected.tripletexInvoiceId);
  if (original === null || !original.isCredited) return { found: "nothing" };
  const note = await findCreditNote(tripletex, original);
  if (note === null) {
    const message = `${intent.label}: the invoice is credited in Tripletex, which does not list its credit note.`;
    const amounts = { amountOere: expected.grossOere, documentDate: expected.creditDate };
    return { found: "other", held: { outcome: "held", code: "ALREADY_CREDITED", message, ...amounts } };
  }
  const { creditDate: documentDate } = expected;
  const held = holdOtherCredit({ label: intent.label, documentDate, expected, note });
  if (held !== null) return { found: "other", held };
  const { rubicCreditNumber, rubicInvoiceNumber } = expected;
  return {
    found: "ours",
    mapping: {
      kind: "credit",
      rubicCreditId: Number(intent.rubicKey),
      ...(rubicCreditNumber !== undefined && { rubicCreditNumber }),
      rubicInvoiceNumber,
      tripletexCreditId: note.id,
      tripletexInvoiceId: original.id,
      creditDate: note.invoiceDate,
      netOere: note.amountExcludingVatOere,
      grossOere: note.amountOere,
      outstandingOere: original.amountOutstandingOere,
      hash: intent.requestHash,
    },
  };
}

/** The mapping of a negative invoice that was found by its number. */
export function negativeMappingOf(intent: OpenIntent, booked: TripletexInvoice): MappingInput {
  const { invoiceNumber } = booked;
  return negativeMapping({
    rubicCreditId: Number(intent.rubicKey),
    rubicCreditNumber: invoiceNumber,
    booked,
    hash: intent.requestHash,
  });
}
