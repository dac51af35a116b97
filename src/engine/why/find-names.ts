/** Finds customers by a part of their name, for whoever has no number. */
import { comparableText, describeCustomer } from "../../sync/describe.ts";
import type { Step } from "../step.ts";
import { readMatching } from "./find-rows.ts";
import { customerSubject, type RecordRef } from "./subjects.ts";

/** A person chooses among so many; a longer part of the name finds fewer. */
const MAX_CHOICES = 20;

/** @throws RemoteError */
export async function findCustomersByName(
  step: Step,
  text: string,
): Promise<{ choices: (RecordRef & { label: string })[]; hasMore: boolean }> {
  const wanted = comparableText(text);
  const [reading] = customerSubject(step).readings();
  if (reading === undefined) return { choices: [], hasMore: false };
  const { rows } = await readMatching(reading.handler, {
    isWanted: ({ row }) => comparableText(row.customerName ?? "").includes(wanted),
    isOne: false,
  });
  const choices = rows.slice(0, MAX_CHOICES).map(({ key, row }) => ({
    kind: "customer" as const,
    rubicKey: key,
    label: describeCustomer(row),
  }));
  return { choices, hasMore: rows.length > MAX_CHOICES };
}
