/**
 * Notes that Rubic has deleted and made anew under the same number: what is booked for the row before is the credit of the new one. Decided
 * as another note it would be booked a second time.
 */
import type { CreditInput } from "../../sync/credit-decision.ts";
import type { Decided } from "../pages.ts";
import { waitsForIntent } from "../results.ts";
import type { Step } from "../step.ts";
import type { KnownRecord, RecordResult } from "../store.ts";
import type { CreditCandidate } from "./credit-writes.ts";

const KIND = "credit";

interface Note extends CreditCandidate {
  input: CreditInput;
  replacedIds: number[];
}

/** Gives what is booked to the notes that have taken its place; answers the others. One over other amounts is decided like any other. */
export async function takeOverRemade<Each extends Note>(
  step: Step,
  decided: Decided,
  notes: Each[],
): Promise<Each[]> {
  const ids = notes.flatMap(({ replacedIds }) => replacedIds.map(String));
  if (ids.length === 0) return notes;
  const known = new Map((await step.ports.store.records(KIND, ids)).map((each) => [each.rubicKey, each]));
  return notes.filter((note) => {
    const before = note.replacedIds.flatMap((id) => known.get(String(id)) ?? []);
    const result = resultOf(note, before);
    if (result === null) return true;
    decided.amounts.set(note.key, note.amountOere);
    decided.results.push(result);
    return false;
  });
}

function resultOf(note: Note, before: KnownRecord[]): RecordResult | null {
  if (before.some(({ hasIntent }) => hasIntent)) return waitsForIntent(KIND, note);
  const { netOere, grossOere } = note.input.seen;
  const same = before.find(
    ({ mapping }) => mapping?.booked.netOere === netOere && mapping.booked.grossOere === grossOere,
  );
  return same?.mapping
    ? asSame(note, { tripletexCreditId: same.mapping.tripletexId, netOere, grossOere })
    : null;
}

/** Only its key is new to the books; which invoice it is about, and its day there, stand in the mapping already. */
function asSame(
  { key, label, hash, invoice, documentDate }: Note,
  booked: { tripletexCreditId: number; netOere: number; grossOere: number },
): RecordResult {
  const mapping = {
    kind: KIND,
    ...booked,
    rubicCreditId: invoice.invoiceID,
    rubicCreditNumber: invoice.invoiceNumber,
    creditDate: documentDate,
    outstandingOere: 0,
    hash,
  } as const;
  return { outcome: "mapped", how: "unchanged", rubicKey: key, label, mapping };
}
