/** Held records as a person decides about them on the page, written in one transaction beside those of a partial sync. */
import { insertHold, type Seeder } from "./page-rows.ts";
import { seedPartial } from "./page-seeds.ts";

export const GONE_PAYMENT = "Payment 771";
export const DOUBTFUL = "Invoice 10499";
export const UNSENT = "Invoice 10501 of 2026-02-27";
export const INSTALMENTS = ["Transaction 881", "Transaction 882"];

/** Beside the records of the accountant one that waits for the operator, and one that waits for nobody. */
export async function seedForEverybody(ctx: Seeder): Promise<void> {
  const runId = await seedPartial(ctx);
  const gone = { code: "GONE_FROM_TRIPLETEX", message: "Tripletex does not have its invoice any more." };
  await insertHold(ctx, runId, { kind: "payment", label: GONE_PAYMENT, ...gone });
  const doubt = { code: "IN_DOUBT", message: "It is not known yet whether it reached Tripletex." };
  await insertHold(ctx, runId, { kind: "invoice", label: DOUBTFUL, ...doubt });
}

/** An invoice that was never sent, with two instalments that wait for it. */
export async function seedInstalments(ctx: Seeder): Promise<void> {
  const runId = await seedPartial(ctx);
  const unsent = { code: "INVOICE_NOT_SENT", message: "It was not sent.", amountOere: 65_000 };
  await insertHold(ctx, runId, { kind: "invoice", label: UNSENT, rubicKey: "501", ...unsent });
  for (const label of INSTALMENTS) {
    const waiting = { code: "INVOICE_NOT_IN_TRIPLETEX", message: "It waits.", amountOere: 120_000 };
    await insertHold(ctx, runId, { kind: "payment", label, waitsForInvoice: 501, ...waiting });
  }
}

/** A run is on and holds the environment. */
export async function seedHeldWhileRunning(ctx: Seeder): Promise<void> {
  await seedPartial(ctx);
  const run = await ctx.db.query("runs").first();
  if (run === null) throw new Error("A run was seeded above.");
  await ctx.db.insert("leases", {
    tripletexEnv: "sandbox",
    runId: run._id,
    fence: 1,
    expiresAt: Date.now() + 3_600_000,
    commits: 0,
    resumesInARow: 0,
  });
}
