/**
 * Payers whom Rubic names on an invoice and nowhere else: they left the register, or were merged. Each becomes a customer from
 * the copy on its invoice, by the rules of every other customer, so that the invoice can be booked.
 */
import type { RubicCustomer } from "../../rubic/schemas.ts";
import type { Decided } from "../pages.ts";
import type { Step } from "../step.ts";
import type { RecordResult } from "../store.ts";
import { customerSync } from "./customers.ts";

/** What to do about the payers, and in words, by customer number, why one can't become a customer. */
interface DecidedPayers extends Pick<Decided, "results" | "writes"> {
  reasons: Map<string, string>;
}

interface Payer {
  /** The customer number. */
  key: string;
  row: RubicCustomer;
}

/** Decides the payers that are neither mapped nor held; null when there are none. It looks customers up and never writes. */
export async function decidePayers(step: Step, payers: Payer[]): Promise<DecidedPayers | null> {
  // A customers sync that stopped has its reasons, which hold for these as well.
  const rows = step.hasFailed("customers") ? [] : await withoutKnown(step, payers);
  if (rows.length === 0) return null;
  const { results, writes } = await customerSync(step).decide(rows);
  // A hold of its own would be closed by the next sync, which does not find the payer among the customers.
  return {
    reasons: new Map(results.flatMap(reasonOf)),
    results: results.filter(({ outcome }) => outcome === "mapped"),
    writes,
  };
}

async function withoutKnown(step: Step, payers: Payer[]): Promise<Payer[]> {
  const keys = payers.map(({ key }) => key);
  // Not by way of the step, which keeps in mind what it asked for last: that are the invoices.
  const known = await step.ports.store.records("customer", keys);
  const isDealtWith = new Set(
    known
      .filter(({ mapping, hasOpenHold, hasIntent }) => mapping !== null || hasOpenHold || hasIntent)
      .map(({ rubicKey }) => rubicKey),
  );
  return payers.filter(({ key }) => !isDealtWith.has(key));
}

function reasonOf(result: RecordResult): [string, string][] {
  return result.outcome === "held" ? [[result.rubicKey, result.hold.message]] : [];
}
