/**
 * Payers whom Rubic names on an invoice and nowhere else: they left the register, or were merged. Each becomes a customer from
 * the copy on its invoice, by the rules of every other customer, so that the invoice can be booked.
 */
import type { RubicCustomer } from "../../rubic/schemas.ts";
import type { Decided } from "../pages.ts";
import type { Step } from "../step.ts";
import type { KnownRecord, RecordResult } from "../store.ts";
import { customerSync } from "./customers.ts";
import type { Twins } from "./twins.ts";

/** What to do about the payers, and in words, by customer number, why one can't become a customer. */
interface DecidedPayers extends Pick<Decided, "results" | "writes"> {
  reasons: Map<string, string>;
}

interface Payer {
  /** The customer number. */
  key: string;
  row: RubicCustomer;
}

/** A customers sync that stopped has its reasons, which hold for payers as well. */
export const looksAfterPayers = (step: Step) => !step.hasFailed("customers");

/** Decides the payers that are neither mapped nor held; null when there are none. It looks customers up and never writes. */
export async function decidePayers(step: Step, payers: Payer[], twins: Twins): Promise<DecidedPayers | null> {
  const { rows, wereHeld } = await sortPayers(step, looksAfterPayers(step) ? payers : []);
  if (rows.length === 0) return null;
  const { results, writes } = await customerSync(step, twins).decide(rows);
  return {
    reasons: new Map(results.flatMap(reasonOf)),
    // What Rubic lacks is said on the invoices; a hold of its own only goes on, with what is true of it now.
    results: results.filter(({ outcome, rubicKey }) => outcome === "mapped" || wereHeld.has(rubicKey)),
    writes: writes.map((write) => ({ ...write, isApart: true })),
  };
}

/** Those to decide, and which of them are held since an earlier run. */
async function sortPayers(step: Step, payers: Payer[]): Promise<{ rows: Payer[]; wereHeld: Set<string> }> {
  const keys = payers.map(({ key }) => key);
  // Not by way of the step, which keeps in mind what it asked for last: that are the invoices.
  const known = payers.length === 0 ? [] : await step.ports.store.records("customer", keys);
  const byKey = new Map(known.map((each) => [each.rubicKey, each]));
  return {
    rows: payers.filter(({ key }) => !isDealtWith(byKey.get(key))),
    wereHeld: new Set(known.filter(({ wasHeldApart }) => wasHeldApart).map(({ rubicKey }) => rubicKey)),
  };
}

/** In Tripletex, on its way there, or held by somebody who will try it again. */
function isDealtWith(known: KnownRecord | undefined): boolean {
  if (known === undefined) return false;
  const { mapping, hasOpenHold, wasHeldApart, hasIntent } = known;
  return mapping !== null || hasIntent || (hasOpenHold && !wasHeldApart);
}

function reasonOf(result: RecordResult): [string, string][] {
  return result.outcome === "held" ? [[result.rubicKey, result.hold.message]] : [];
}
