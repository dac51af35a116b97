/**
 * Compares first invoices of a kind with Rubic by reading them afresh from Tripletex. Also after a step died between a first
 * invoice and its comparison: what is booked and not compared is looked at before anything else of its kind is sent.
 */
import { compareCanary } from "../sync/canary.ts";
import { problemOfCode } from "../sync/problem-codes.ts";
import { DONE, type PhaseEnd, type Step } from "./step.ts";
import type { Canaries, Problem } from "./store.ts";

const GONE = {
  differences: ["Tripletex does not have it any more"],
  areAccountsSeen: false,
  bookedOere: null,
};

/** Judges what can be judged and tells the step which kinds may be sent. @throws RemoteError */
export async function judgeCanaries(step: Step): Promise<PhaseEnd> {
  const { proven, waiting, toJudge } = await step.ports.store.canaries();
  step.canaries = {
    proven: new Set(proven),
    waiting: new Map(waiting.map(({ kind, ...first }) => [kind, first])),
  };
  for (const canary of toJudge) {
    const problem = await judgeOne(step, canary);
    if (problem !== null) return { end: "failType", problem };
    for (const kind of canary.kinds) step.canaries.proven.add(kind);
  }
  return DONE;
}

async function judgeOne(step: Step, canary: Canaries["toJudge"][number]): Promise<Problem | null> {
  const { rubicKey, label, tripletexInvoiceId, expected } = canary;
  const booked = await step.ports.tripletex.invoiceDetails(tripletexInvoiceId);
  const findings =
    booked === null ? GONE : { ...compareCanary(expected, booked), bookedOere: booked.amountOere };
  await step.ports.store.judgeCanary({ rubicKey, ...findings });
  if (findings.differences.length > 0) return differs(label, findings.differences);
  return null;
}

function differs(label: string, differences: string[]): Problem {
  return problemOfCode(
    "BOOKED_DIFFERENTLY",
    `${label}, the first of its kind, was booked differently than Rubic has it: ${differences.join("; ")}.`,
    "No further invoice is booked. Correct VAT type and account of the product, credit the invoice in Tripletex and book the right one there by hand; then link the held record to that one and sync again.",
  );
}
