/**
 * Payers whom Rubic names on an invoice and nowhere else: they left the register, or were merged. Each becomes a customer from
 * the copy on its invoice, by the rules and through the same door as every other customer, so that the invoice can be booked.
 */
import type { RubicCustomer } from "../../rubic/schemas.ts";
import { customerKey } from "../../sync/customer-number.ts";
import type { Step } from "../step.ts";
import type { RecordResult } from "../store.ts";
import { MAX_BATCH, performWrites } from "../writing.ts";
import { customerSync } from "./customers.ts";

/**
 * Adopts or creates the customers that are neither mapped nor held; answers in words, by customer number, why one could not be.
 * @throws Error what nobody foresaw while sending
 */
export async function addPayers(step: Step, payers: RubicCustomer[]): Promise<Map<string, string>> {
  const rows = await withoutKnown(step, payers);
  if (rows.length === 0) return new Map();
  const { results, writes } = await customerSync(step).decide(rows);
  // A hold of its own would be closed by the next sync, which does not find the payer among the customers.
  const reasons = new Map(results.flatMap((result) => reasonOf(result)));
  await commitApart(
    step,
    results.filter(({ outcome }) => outcome === "mapped"),
  );
  for (let open = writes; open.length > 0 && !step.isTimeUp(); ) {
    const batch = open.slice(0, MAX_BATCH);
    const outcome = await performWrites(step, batch, null);
    await commitApart(step, outcome.results);
    if (outcome.error !== null) throw outcome.error;
    if (outcome.stop !== null) break;
    open = [...outcome.unsent, ...open.slice(batch.length)];
  }
  return reasons;
}

async function withoutKnown(step: Step, payers: RubicCustomer[]) {
  const byKey = new Map(
    payers.flatMap((row) => {
      const key = customerKey(row);
      return key === null ? [] : [[key, row] as const];
    }),
  );
  const known = await step.ports.store.records("customer", [...byKey.keys()]);
  const isDealtWith = new Set(
    known
      .filter(({ mapping, hasOpenHold, hasIntent }) => mapping !== null || hasOpenHold || hasIntent)
      .map(({ rubicKey }) => rubicKey),
  );
  return [...byKey].filter(([key]) => !isDealtWith.has(key)).map(([key, row]) => ({ key, row }));
}

function reasonOf(result: RecordResult): [string, string][] {
  return result.outcome === "held" ? [[result.rubicKey, result.hold.message]] : [];
}

/** Customers are none of the invoices that the step counts, nor of the keys of its page. */
async function commitApart(step: Step, results: RecordResult[]): Promise<void> {
  if (results.length === 0) return;
  const { syncType } = step;
  step.syncType = null;
  for (const result of results) {
    if (result.outcome === "mapped")
      step.note("info", `${result.label} was only found on an invoice; it is a customer now.`);
  }
  await step.commit({ results });
  step.syncType = syncType;
}
