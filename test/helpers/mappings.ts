/** The mappings of an environment as an accountant decides them: read, look, approve. */
import { api } from "../../convex/_generated/api.js";
import type { TripletexEnv } from "../../convex/validators.ts";
import type { Stack } from "./stack.ts";

const READING_TIMEOUT_MS = 20_000;
const POLL_MS = 25;

/** Reads what there is to map and waits for the end; answers the mappings with their proposals. */
export async function readMappings(stack: Stack, tripletexEnv: TripletexEnv) {
  const requestedAt = await stack.client.mutation(api.settings.propose, { tripletexEnv });
  const deadline = Date.now() + READING_TIMEOUT_MS;
  while (!(await hasEnded(stack, tripletexEnv, requestedAt))) {
    if (Date.now() > deadline) throw new Error(`the reading has not ended within ${READING_TIMEOUT_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return await stack.client.query(api.settings.mappings, { tripletexEnv });
}

/** Approves every proposal that leaves no choice, as a person who agrees with all of them. */
export async function approveProposals(stack: Stack, tripletexEnv: TripletexEnv): Promise<void> {
  const mappings = await readMappings(stack, tripletexEnv);
  for (const { kind, code, state, target } of mappings) {
    if (state !== "proposed" || target === null) continue;
    await stack.client.mutation(api.settings.approve, { tripletexEnv, kind, code });
  }
}

/** Approves a transaction type as money or a refund, by the payment type on this account of the chart. */
export async function mapTransactionType(
  stack: Stack,
  tripletexEnv: TripletexEnv,
  type: { id: number; class: "money" | "refund"; accountNumber: number },
): Promise<void> {
  await readMappings(stack, tripletexEnv);
  const { accounts, paymentTypes } = stack.remotes[tripletexEnv].state;
  const account = accounts.find(({ number }) => number === type.accountNumber);
  const found = paymentTypes.find(({ debitAccount }) => debitAccount.id === account?.id);
  if (found === undefined) throw new Error(`no payment type is on account ${type.accountNumber}`);
  const mapping = {
    kind: "transactionType",
    code: String(type.id),
    choice: `${type.class}:${found.id}`,
  } as const;
  await stack.client.mutation(api.settings.approve, { tripletexEnv, ...mapping, reason: "Egen konto" });
}

async function hasEnded(stack: Stack, tripletexEnv: TripletexEnv, requestedAt: number): Promise<boolean> {
  const { reading } = await stack.client.query(api.settings.get, { tripletexEnv });
  if (reading?.problem != null) throw new Error(reading.problem.message);
  return (reading?.endedAt ?? 0) >= requestedAt;
}
