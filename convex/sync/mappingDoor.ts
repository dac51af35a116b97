/**
 * The one door to the mapping tables. Each is unique both ways: a Rubic key and a Tripletex id stand in one row at most
 * per environment. The door looks both up and inserts or patches in the same mutation, so that two mutations for one key
 * read and write the same index range and Convex lets only one of them through at a time. No other code writes there.
 */
import type { Doc, Id } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import type { MappingInput, TripletexEnv } from "../validators.ts";
import { countAlreadyPaid, forgetAlreadyPaid } from "./alreadyPaid.ts";
import { dropCredit, findCreditOf, giveNote, putCredit, rivalCredit } from "./creditDoor.ts";
import { formerOf, otherThan, refuseMove } from "./mappingRules.ts";
import { touchMonth } from "./monthDoor.ts";
import { addToTotals } from "./totals.ts";

type Input<Kind extends MappingInput["kind"]> = Extract<MappingInput, { kind: Kind }>;

export interface Origin {
  tripletexEnv: TripletexEnv;
  now: number;
  /** The run that made the row; a row that exists keeps its own. */
  runId?: Id<"runs">;
  /** A person's link to an existing record: what they own there is never updated. */
  link?: Link;
}

export interface Link {
  linkedBy: NonNullable<Doc<"customerMapping">["linkedBy"]>;
  /** The person says that two Rubic customers are one in Tripletex. */
  isAlias: boolean;
  /** The invoice is older than the cut-over, hence outside of the sums. */
  isBeforeCutover: boolean;
}

/** stored, or refused because the Tripletex record already belongs to another Rubic record. */
export type Stored = { outcome: "stored" } | { outcome: "conflict"; otherKey: string };
const STORED: Stored = { outcome: "stored" };

const linkOf = ({ link }: Origin) => (link === undefined ? {} : { linkedBy: link.linkedBy });

/** Stores one mapping of whatever kind. */
export async function upsertMapping(ctx: MutationCtx, input: MappingInput, origin: Origin): Promise<Stored> {
  switch (input.kind) {
    case "customer":
      return await upsertCustomer(ctx, input, origin);
    case "product":
      return await upsertProduct(ctx, input, origin);
    case "invoice":
      return await upsertInvoice(ctx, input, origin);
    case "payment":
      return await upsertPayment(ctx, input, origin);
    case "credit":
      return await upsertCredit(ctx, input, origin);
  }
}

/** The Rubic record that already has the Tripletex record of a mapping; null when the mapping could be stored. */
export async function findRival(
  ctx: QueryCtx,
  env: TripletexEnv,
  input: MappingInput,
): Promise<string | null> {
  switch (input.kind) {
    case "customer":
      return (await rivalCustomer(ctx, env, input)).otherKey;
    case "product":
      return (await rivalProduct(ctx, env, input)).otherKey;
    case "invoice":
      return (await rivalInvoice(ctx, env, input)).otherKey;
    case "payment":
      return (await rivalPayment(ctx, env, input)).otherKey;
    case "credit":
      return (await rivalCredit(ctx, env, input)).otherKey;
  }
}

export async function findCustomerMapping(ctx: QueryCtx, env: TripletexEnv, rubicCustomerNo: string) {
  return await ctx.db
    .query("customerMapping")
    .withIndex("by_rubic_and_env", (q) => q.eq("rubicCustomerNo", rubicCustomerNo).eq("tripletexEnv", env))
    .unique();
}

/** A family or a merge shares one Tripletex customer among a handful. */
const MAX_SHARING = 50;

async function rivalCustomer(ctx: QueryCtx, env: TripletexEnv, fields: Input<"customer">) {
  const existing = await findCustomerMapping(ctx, env, fields.rubicCustomerNo);
  const onTripletex = await ctx.db
    .query("customerMapping")
    .withIndex("by_tripletex_and_env", (q) =>
      q.eq("tripletexCustomerId", fields.tripletexCustomerId).eq("tripletexEnv", env),
    )
    .take(MAX_SHARING);
  // An alias beside it is approved; only another customer of its own is a rival.
  const other = otherThan(
    onTripletex.filter((row) => row.isAlias !== true),
    existing,
  );
  const otherKey = existing?.isAlias === true ? null : (other?.rubicCustomerNo ?? null);
  return { existing, otherKey };
}

async function upsertCustomer(ctx: MutationCtx, input: Input<"customer">, origin: Origin): Promise<Stored> {
  const { kind, ...fields } = input;
  const env = origin.tripletexEnv;
  const { existing, otherKey } = await rivalCustomer(ctx, env, input);
  const isAlias = otherKey !== null && origin.link?.isAlias === true;
  if (otherKey !== null && !isAlias) return { outcome: "conflict", otherKey };
  const row = { ...fields, lastSyncedAt: origin.now, ...linkOf(origin), ...(isAlias && { isAlias }) };
  if (existing !== null) await ctx.db.patch("customerMapping", existing._id, row);
  else {
    await ctx.db.insert("customerMapping", { ...row, tripletexEnv: env, createdByRun: origin.runId });
    await addToTotals(ctx, { tripletexEnv: env, kind }, { mappedCount: 1 });
  }
  return STORED;
}

export async function findProductMapping(ctx: QueryCtx, env: TripletexEnv, rubicProductId: number) {
  return await ctx.db
    .query("productMapping")
    .withIndex("by_product_id_and_env", (q) => q.eq("rubicProductId", rubicProductId).eq("tripletexEnv", env))
    .unique();
}

async function rivalProduct(ctx: QueryCtx, env: TripletexEnv, fields: Input<"product">) {
  // The id is the stable key: a product that gets another code keeps its row.
  const existing = await findProductMapping(ctx, env, fields.rubicProductId);
  const [onCode, onTripletex] = await Promise.all([
    ctx.db
      .query("productMapping")
      .withIndex("by_rubic_and_env", (q) =>
        q.eq("rubicProductCode", fields.rubicProductCode).eq("tripletexEnv", env),
      )
      .take(2),
    ctx.db
      .query("productMapping")
      .withIndex("by_tripletex_and_env", (q) =>
        q.eq("tripletexProductId", fields.tripletexProductId).eq("tripletexEnv", env),
      )
      .take(2),
  ]);
  const other = otherThan(onCode, existing) ?? otherThan(onTripletex, existing);
  return { existing, otherKey: other?.rubicProductCode ?? null };
}

async function upsertProduct(ctx: MutationCtx, input: Input<"product">, origin: Origin): Promise<Stored> {
  const { kind, ...fields } = input;
  const env = origin.tripletexEnv;
  const { existing, otherKey } = await rivalProduct(ctx, env, input);
  if (otherKey !== null) return { outcome: "conflict", otherKey };
  const row = { ...fields, lastSyncedAt: origin.now, ...linkOf(origin) };
  if (existing !== null)
    await ctx.db.patch("productMapping", existing._id, { ...row, ...formerOf(existing, fields.vatTypeId) });
  else {
    await ctx.db.insert("productMapping", { ...row, tripletexEnv: env, createdByRun: origin.runId });
    await addToTotals(ctx, { tripletexEnv: env, kind }, { mappedCount: 1 });
  }
  return STORED;
}

export async function findInvoiceMapping(ctx: QueryCtx, env: TripletexEnv, rubicInvoiceId: number) {
  return await ctx.db
    .query("invoiceMapping")
    .withIndex("by_rubic_and_env", (q) => q.eq("rubicInvoiceId", rubicInvoiceId).eq("tripletexEnv", env))
    .unique();
}

export async function findInvoiceMappingByTripletexId(
  ctx: QueryCtx,
  env: TripletexEnv,
  tripletexInvoiceId: number,
) {
  return await ctx.db
    .query("invoiceMapping")
    .withIndex("by_tripletex_and_env", (q) =>
      q.eq("tripletexInvoiceId", tripletexInvoiceId).eq("tripletexEnv", env),
    )
    .unique();
}

async function rivalInvoice(ctx: QueryCtx, env: TripletexEnv, fields: Input<"invoice">) {
  const existing = await findInvoiceMapping(ctx, env, fields.rubicInvoiceId);
  const onTripletex = await findInvoiceMappingByTripletexId(ctx, env, fields.tripletexInvoiceId);
  const isOther = onTripletex !== null && onTripletex._id !== existing?._id;
  return { existing, otherKey: isOther ? String(onTripletex.rubicInvoiceId) : null };
}

async function upsertInvoice(ctx: MutationCtx, input: Input<"invoice">, origin: Origin): Promise<Stored> {
  const { kind, outstandingOere, ...fields } = input;
  const env = origin.tripletexEnv;
  const { existing, otherKey } = await rivalInvoice(ctx, env, input);
  if (otherKey !== null) return { outcome: "conflict", otherKey };
  refuseMove(existing?.tripletexInvoiceId, fields.tripletexInvoiceId);
  const isBeforeCutover = existing?.isBeforeCutover ?? (origin.link?.isBeforeCutover || undefined);
  const row = {
    ...fields,
    lastSyncedAt: origin.now,
    paymentSynced: outstandingOere === 0,
    ...linkOf(origin),
    isBeforeCutover,
  };
  if (existing !== null) await ctx.db.patch("invoiceMapping", existing._id, row);
  else {
    const origins = { tripletexEnv: env, createdByRun: origin.runId };
    await ctx.db.insert("invoiceMapping", { ...row, ...origins, paidOere: 0 });
    await noteAlreadyPaid(ctx, env, fields.rubicInvoiceId);
  }
  if (isBeforeCutover === true) return STORED;
  await touchMonth(ctx, env, fields.invoiceDate);
  await addToTotals(
    ctx,
    { tripletexEnv: env, kind },
    { mappedCount: existing === null ? 1 : 0, mappedOere: fields.grossOere - (existing?.grossOere ?? 0) },
  );
  return STORED;
}

export async function findPaymentMapping(ctx: QueryCtx, env: TripletexEnv, rubicTransactionId: number) {
  return await ctx.db
    .query("paymentMapping")
    .withIndex("by_rubic_and_env", (q) =>
      q.eq("rubicTransactionId", rubicTransactionId).eq("tripletexEnv", env),
    )
    .unique();
}

async function rivalPayment(ctx: QueryCtx, env: TripletexEnv, fields: Input<"payment">) {
  const existing = await findPaymentMapping(ctx, env, fields.rubicTransactionId);
  const onPosting = await ctx.db
    .query("paymentMapping")
    .withIndex("by_posting_and_env", (q) =>
      q.eq("tripletexPostingId", fields.tripletexPostingId).eq("tripletexEnv", env),
    )
    .unique();
  const isOther = onPosting !== null && onPosting._id !== existing?._id;
  return { existing, otherKey: isOther ? String(onPosting.rubicTransactionId) : null };
}

async function upsertPayment(ctx: MutationCtx, input: Input<"payment">, origin: Origin): Promise<Stored> {
  const { kind, outstandingOere, ...fields } = input;
  const env = origin.tripletexEnv;
  const { existing, otherKey } = await rivalPayment(ctx, env, input);
  if (otherKey !== null) return { outcome: "conflict", otherKey };
  refuseMove(existing?.tripletexPostingId, fields.tripletexPostingId);
  const row = { ...fields, lastSyncedAt: origin.now, ...linkOf(origin) };
  if (existing !== null) await ctx.db.patch("paymentMapping", existing._id, row);
  else await ctx.db.insert("paymentMapping", { ...row, tripletexEnv: env, createdByRun: origin.runId });
  const paidOere = fields.amountOere - (existing?.amountOere ?? 0);
  await addToTotals(
    ctx,
    { tripletexEnv: env, kind },
    { mappedCount: existing === null ? 1 : 0, mappedOere: paidOere },
  );
  await addPaid(ctx, { env, tripletexInvoiceId: fields.tripletexInvoiceId }, { paidOere, outstandingOere });
  return STORED;
}

/** Keeps the invoice's own figures in step with its payments. */
async function addPaid(
  ctx: MutationCtx,
  key: { env: TripletexEnv; tripletexInvoiceId: number },
  change: { paidOere: number; outstandingOere: number },
): Promise<void> {
  const invoice = await findInvoiceMappingByTripletexId(ctx, key.env, key.tripletexInvoiceId);
  if (invoice === null) return;
  await touchMonth(ctx, key.env, invoice.invoiceDate);
  await ctx.db.patch("invoiceMapping", invoice._id, {
    paidOere: invoice.paidOere + change.paidOere,
    paymentSynced: change.outstandingOere === 0,
  });
}

/** Keeps `paymentSynced` true exactly when nothing is outstanding, whoever settled the invoice in Tripletex. */
export async function noteSettled(
  ctx: MutationCtx,
  env: TripletexEnv,
  { tripletexInvoiceId, isSettled }: { tripletexInvoiceId: number; isSettled: boolean },
): Promise<void> {
  const invoice = await findInvoiceMappingByTripletexId(ctx, env, tripletexInvoiceId);
  if (invoice === null) return;
  await ctx.db.patch("invoiceMapping", invoice._id, { paymentSynced: isSettled });
}

/** Keeps what stands on an invoice as paid already in step with the holds of its payments. */
export async function noteAlreadyPaid(ctx: MutationCtx, env: TripletexEnv, rubicInvoiceId: number) {
  const row = await findInvoiceMapping(ctx, env, rubicInvoiceId);
  if (row !== null) await ctx.db.patch("invoiceMapping", row._id, await countAlreadyPaid(ctx, row));
}

/** Remembers for which paid amount in Rubic the payments of an invoice were looked for, so that it is done once. */
export async function noteAsked(
  ctx: MutationCtx,
  env: TripletexEnv,
  asked: { rubicInvoiceId: number; paidOere: number },
): Promise<void> {
  const invoice = await findInvoiceMapping(ctx, env, asked.rubicInvoiceId);
  if (invoice === null) return;
  await ctx.db.patch("invoiceMapping", invoice._id, { paidAskedOere: asked.paidOere });
}

/** The payments that are mapped to an invoice in Tripletex; an instalment plan has a dozen. */
export async function findPaymentsOf(ctx: QueryCtx, env: TripletexEnv, tripletexInvoiceId: number) {
  return await ctx.db
    .query("paymentMapping")
    .withIndex("by_invoice_and_env", (q) =>
      q.eq("tripletexInvoiceId", tripletexInvoiceId).eq("tripletexEnv", env),
    )
    .take(MAX_PAYMENTS_PER_INVOICE);
}

/** More payments than this on one invoice are not expected. */
const MAX_PAYMENTS_PER_INVOICE = 500;

/**
 * Removes the mapping of a record, by a person's decision; nothing changes in Tripletex. With an invoice go the mappings of
 * its payments, which could not be told apart without it.
 */
export async function removeMapping(
  ctx: MutationCtx,
  env: TripletexEnv,
  { kind, key }: { kind: MappingInput["kind"]; key: string },
): Promise<void> {
  switch (kind) {
    case "customer": {
      const row = await findCustomerMapping(ctx, env, key);
      if (row === null) return;
      await ctx.db.delete("customerMapping", row._id);
      return await addToTotals(ctx, { tripletexEnv: env, kind }, { mappedCount: -1 });
    }
    case "product": {
      const row = await findProductMapping(ctx, env, Number(key));
      if (row === null) return;
      await ctx.db.delete("productMapping", row._id);
      return await addToTotals(ctx, { tripletexEnv: env, kind }, { mappedCount: -1 });
    }
    case "invoice":
      return await removeInvoice(ctx, env, Number(key));
    case "payment":
      return await removePayment(ctx, env, Number(key));
    case "credit":
      return await dropCredit(ctx, env, Number(key));
  }
}

/** Stores a credit, and what it leaves on the invoice that it credits. */
async function upsertCredit(ctx: MutationCtx, input: Input<"credit">, origin: Origin): Promise<Stored> {
  if (await giveNote(ctx, input, origin)) return STORED;
  const stored = await putCredit(ctx, input, origin);
  const { tripletexInvoiceId, outstandingOere } = input;
  if (stored.outcome === "conflict" || tripletexInvoiceId === undefined) return stored;
  const key = { env: origin.tripletexEnv, tripletexInvoiceId };
  await addPaid(ctx, key, { paidOere: 0, outstandingOere });
  return stored;
}

async function removeInvoice(ctx: MutationCtx, env: TripletexEnv, rubicInvoiceId: number): Promise<void> {
  const row = await findInvoiceMapping(ctx, env, rubicInvoiceId);
  if (row === null) return;
  for (const payment of await findPaymentsOf(ctx, env, row.tripletexInvoiceId)) {
    await removePayment(ctx, env, payment.rubicTransactionId);
  }
  const credit = await findCreditOf(ctx, env, row.tripletexInvoiceId);
  if (credit !== null) await dropCredit(ctx, env, credit.rubicCreditId);
  await ctx.db.delete("invoiceMapping", row._id);
  await forgetAlreadyPaid(ctx, row);
  if (row.isBeforeCutover === true) return;
  await touchMonth(ctx, env, row.invoiceDate);
  await addToTotals(
    ctx,
    { tripletexEnv: env, kind: "invoice" },
    { mappedCount: -1, mappedOere: -row.grossOere },
  );
}

async function removePayment(ctx: MutationCtx, env: TripletexEnv, rubicTransactionId: number): Promise<void> {
  const row = await findPaymentMapping(ctx, env, rubicTransactionId);
  if (row === null) return;
  await ctx.db.delete("paymentMapping", row._id);
  const { amountOere, tripletexInvoiceId } = row;
  await addToTotals(
    ctx,
    { tripletexEnv: env, kind: "payment" },
    { mappedCount: -1, mappedOere: -amountOere },
  );
  const invoice = await findInvoiceMappingByTripletexId(ctx, env, tripletexInvoiceId);
  if (invoice === null) return;
  await touchMonth(ctx, env, invoice.invoiceDate);
  await ctx.db.patch("invoiceMapping", invoice._id, { paidOere: invoice.paidOere - amountOere });
}
