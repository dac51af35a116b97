/**
 * Notes that Rubic has deleted and made anew under the same number: what is booked for the row before is the credit of the new one. Decided
 * as another note it would be booked a second time. Over other amounts it is a booked note that has changed.
 */
import { type CreditInput, holdChanged } from "../../sync/credit-decision.ts";
import type { Decided } from "../pages.ts";
import { heldAs, waitsForIntent } from "../results.ts";
import type { Step } from "../step.ts";
import type { KnownRecord, RecordResult } from "../store.ts";
import { hashCredit } from "./credit-hash.ts";
import type { CreditCandidate } from "./credit-writes.ts";

const KIND = "credit";

interface Note extends CreditCandidate {
  input: CreditInput;
  replacedIds: number[];
}

type Mapped = NonNullable<KnownRecord["mapping"]>;

/** Gives what is booked to the notes that have taken its place, and holds what they are more or less by; answers the others. */
export async function takeOverRemade<Each extends Note>(
  step: Step,
  decided: Decided,
  notes: Each[],
): Promise<Each[]> {
  const ids = notes.flatMap(({ replacedIds }) => replacedIds.map(String));
  if (ids.length === 0) return notes;
  const known = new Map((await step.ports.store.records(KIND, ids)).map((each) => [each.rubicKey, each]));
  const others: Each[] = [];
  for (const note of notes) {
    const before = note.replacedIds.flatMap((id) => known.get(String(id)) ?? []);
    const results = await resultsOf(note, before);
    if (results.length === 0) others.push(note);
    else decided.amounts.set(note.key, note.amountOere);
    decided.results.push(...results);
  }
  return others;
}

/** None where nothing was booked for the rows before. What one of these waited for is the new row's business. */
async function resultsOf(note: Note, before: KnownRecord[]): Promise<RecordResult[]> {
  if (before.some(({ hasIntent }) => hasIntent)) return [waitsForIntent(KIND, note)];
  const booked = before.flatMap(({ mapping }) => mapping ?? []);
  const mapping = booked.find((each) => isOver(note, each)) ?? booked[0];
  if (mapping === undefined) return [];
  const released = before.flatMap(({ rubicKey, hasOpenHold }): RecordResult[] =>
    hasOpenHold ? [{ outcome: "released", kind: KIND, rubicKey }] : [],
  );
  return [...released, await asSame(note, mapping), ...holdDifference(note, mapping)];
}

function isOver({ input: { seen } }: Note, { booked }: Mapped): boolean {
  return booked.netOere === seen.netOere && booked.grossOere === seen.grossOere;
}

function holdDifference(note: Note, mapping: Mapped): RecordResult[] {
  if (isOver(note, mapping)) return [];
  const { input, amountOere } = note;
  return [heldAs(KIND, note, holdChanged(input, { amountOere, bookedOere: mapping.booked.grossOere }))];
}

/**
 * Only its key is new to the books; which invoice it is about, and its day there, stand in the mapping already. The fingerprint is that of
 * the new row over what is booked: it agrees once Rubic is set right, and not before.
 */
async function asSame(note: Note, { tripletexId, booked }: Mapped): Promise<RecordResult> {
  const { key, label, invoice, documentDate, input } = note;
  const mapping = {
    kind: KIND,
    ...booked,
    tripletexCreditId: tripletexId,
    rubicCreditId: invoice.invoiceID,
    rubicCreditNumber: invoice.invoiceNumber,
    creditDate: documentDate,
    outstandingOere: 0,
    hash: await hashCredit({ ...input.seen, ...booked }),
  } as const;
  return { outcome: "mapped", how: "unchanged", rubicKey: key, label, mapping };
}
