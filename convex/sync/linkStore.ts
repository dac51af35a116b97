/**
 * What a person's link leaves in the database: the mapping, through the door, the hold closed, and a line in the audit log, in
 * one transaction. A link is refused while a run holds the environment, so that it never changes what a step has decided.
 */
import { type Infer, v } from "convex/values";
import { remedyFor } from "../../src/sync/hold-codes.ts";
import { TWINS_CODE } from "../../src/sync/name-mark.ts";
import type { Doc } from "../_generated/dataModel.js";
import { internalMutation, internalQuery, type MutationCtx, type QueryCtx } from "../_generated/server.js";
import { refusal } from "../refusal.ts";
import {
  type Actor,
  actor,
  holdInput,
  type LinkedKind,
  linkedKind,
  type MappingInput,
  mappingInput,
  type RecordKind,
  type TripletexEnv,
  tripletexEnv,
} from "../validators.ts";
import { writeAudit } from "./audit.ts";
import { forgetPending, forgetProofs, STOPPING_CODE } from "./canaryDoor.ts";
import { findCreditMapping } from "./creditDoor.ts";
import { findEnvironment } from "./environments.ts";
import {
  findHold,
  hasTwin,
  markDependantsDue,
  putHold,
  type RecordKey,
  resolveHold,
  setIgnored,
} from "./holdDoor.ts";
import { findIntent } from "./intents.ts";
import { findMapping } from "./knownMapping.ts";
import { findLease } from "./lease.ts";
import {
  findInvoiceMapping,
  findInvoiceMappingByTripletexId,
  findPaymentMapping,
  findPaymentsOf,
  removeMapping,
  upsertMapping,
} from "./mappingDoor.ts";
import { rubicDateOf, rubicPaymentDateOf } from "./rubicDates.ts";
import { holdUnlinkedInvoice, holdUnlinkedPayment } from "./unlinkedHolds.ts";

const known = v.object({
  booksFrom: v.union(v.string(), v.null()),
  company: v.union(v.object({ id: v.number(), name: v.string() }), v.null()),
  /** The day of the document, near which it is found in Rubic; null when nothing is known of it. */
  documentDate: v.union(v.string(), v.null()),
  tripletexId: v.union(v.number(), v.null()),
});

/** What is known of a record that a person wants to link. */
export const read = internalQuery({
  args: { tripletexEnv, kind: linkedKind, rubicKey: v.string() },
  returns: known,
  handler: async (ctx, args): Promise<Infer<typeof known>> => {
    const environment = await findEnvironment(ctx, args.tripletexEnv);
    const hold = await findHold(ctx, args);
    const mapping = await findMapping(ctx, args.tripletexEnv, { kind: args.kind, key: args.rubicKey });
    return {
      booksFrom: environment?.booksFrom ?? null,
      company: environment?.company ?? null,
      documentDate: hold?.documentDate ?? (await mappedDate(ctx, args)),
      tripletexId: mapping?.tripletexId ?? null,
    };
  },
});

/** What is mapped is seldom held, and it may be older than Rubic is searched without a day. */
async function mappedDate(ctx: QueryCtx, { kind, rubicKey, tripletexEnv: env }: RecordKey) {
  switch (kind) {
    case "invoice": {
      const row = await findInvoiceMapping(ctx, env, Number(rubicKey));
      return row && rubicDateOf(row);
    }
    case "payment": {
      const row = await findPaymentMapping(ctx, env, Number(rubicKey));
      return row && rubicPaymentDateOf(row);
    }
    case "credit":
      return (await findCreditMapping(ctx, env, Number(rubicKey)))?.creditDate ?? null;
    case "customer":
    case "product":
      return null;
  }
}

/** Whose these Tripletex records are already: the Rubic key, or null. */
export const owners = internalQuery({
  args: { tripletexEnv, kind: linkedKind, tripletexIds: v.array(v.number()) },
  returns: v.array(v.union(v.string(), v.null())),
  handler: async (ctx, args) =>
    await Promise.all(
      args.tripletexIds.map((id) => findOwner(ctx, args.tripletexEnv, { kind: args.kind, id })),
    ),
});

async function findOwner(
  ctx: QueryCtx,
  env: TripletexEnv,
  { kind, id }: { kind: LinkedKind; id: number },
): Promise<string | null> {
  switch (kind) {
    case "customer": {
      const row = await ctx.db
        .query("customerMapping")
        .withIndex("by_tripletex_and_env", (q) => q.eq("tripletexCustomerId", id).eq("tripletexEnv", env))
        .first();
      return row?.rubicCustomerNo ?? null;
    }
    case "product": {
      const row = await ctx.db
        .query("productMapping")
        .withIndex("by_tripletex_and_env", (q) => q.eq("tripletexProductId", id).eq("tripletexEnv", env))
        .first();
      return row === null ? null : String(row.rubicProductId);
    }
    case "invoice": {
      const row = await findInvoiceMappingByTripletexId(ctx, env, id);
      return row === null ? null : String(row.rubicInvoiceId);
    }
    case "payment": {
      const row = await ctx.db
        .query("paymentMapping")
        .withIndex("by_posting_and_env", (q) => q.eq("tripletexPostingId", id).eq("tripletexEnv", env))
        .first();
      return row === null ? null : String(row.rubicTransactionId);
    }
  }
}

interface Decision {
  tripletexEnv: TripletexEnv;
  actor: Actor;
  reason: string;
}

function requireReason({ reason }: Decision): void {
  if (reason.trim() !== "") return;
  throw refusal(
    "REASON_MISSING",
    "Linking and unlinking need a reason.",
    "Say in a sentence why, for whoever reads the audit log.",
  );
}

/** What a run has decided must not change under it. @throws ConvexError `RUN_IS_ON` */
export async function refuseWhileRunning(ctx: QueryCtx, env: TripletexEnv): Promise<void> {
  const lease = await findLease(ctx, { tripletexEnv: env, mode: "incremental" });
  if (lease === null || lease.runId === null) return;
  throw refusal(
    "RUN_IS_ON",
    `A sync is on in ${env}, and what it has decided must not change under it.`,
    "Wait until it has ended, or cancel it, and do it then.",
  );
}

async function refuseInDoubt(
  ctx: QueryCtx,
  key: RecordKey,
  tripletexInvoiceId: number | null,
): Promise<void> {
  const ofPayments =
    tripletexInvoiceId === null
      ? null
      : await ctx.db
          .query("intents")
          .withIndex("by_invoice_and_env", (q) =>
            q.eq("tripletexInvoiceId", tripletexInvoiceId).eq("tripletexEnv", key.tripletexEnv),
          )
          .first();
  if (ofPayments === null && (await findIntent(ctx, key)) === null) return;
  throw refusal(
    "INTENT_OPEN",
    `It is not known yet whether a write of this ${key.kind} reached Tripletex.`,
    "Sync once more: it finds out. Link then.",
  );
}

/** A link would send the invoices of both to one customer. */
async function refuseTwins(ctx: QueryCtx, { kind, rubicKey, tripletexEnv: env }: RecordKey): Promise<void> {
  if (kind !== "customer" || !(await hasTwin(ctx, env, rubicKey))) return;
  throw refusal(
    "CAN_NOT_BE_LINKED",
    `Rubic gives customer number ${rubicKey} to two customers, and no invoice says whose it is.`,
    remedyFor(TWINS_CODE),
  );
}

function keyOf(env: TripletexEnv, mapping: MappingInput): RecordKey {
  const rubicKey = {
    customer: () => (mapping.kind === "customer" ? mapping.rubicCustomerNo : ""),
    product: () => (mapping.kind === "product" ? String(mapping.rubicProductId) : ""),
    invoice: () => (mapping.kind === "invoice" ? String(mapping.rubicInvoiceId) : ""),
    credit: () => (mapping.kind === "credit" ? String(mapping.rubicCreditId) : ""),
    payment: () => (mapping.kind === "payment" ? String(mapping.rubicTransactionId) : ""),
  }[mapping.kind]();
  return { kind: mapping.kind, rubicKey, tripletexEnv: env };
}

/**
 * Links a record of Rubic to one in Tripletex that was read and compared just before.
 * @throws ConvexError `REASON_MISSING`, `RUN_IS_ON`, `CAN_NOT_BE_LINKED`, `INTENT_OPEN`, `ALREADY_LINKED`,
 * `PAYMENTS_MAPPED`, `LINKED_TO_OTHER`
 */
export const store = internalMutation({
  args: {
    tripletexEnv,
    actor,
    reason: v.string(),
    label: v.string(),
    /** For the audit log: what the record in Tripletex is, and what differs. */
    target: v.string(),
    mapping: mappingInput,
    isBeforeCutover: v.boolean(),
    accepted: v.union(holdInput, v.null()),
    asAlias: v.boolean(),
    replaces: v.boolean(),
    withPayments: v.boolean(),
  },
  returns: v.null(),
  handler: async (ctx, args) => {
    requireReason(args);
    await refuseWhileRunning(ctx, args.tripletexEnv);
    const key = keyOf(args.tripletexEnv, args.mapping);
    await refuseTwins(ctx, key);
    await refuseInDoubt(ctx, key, args.mapping.kind === "payment" ? args.mapping.tripletexInvoiceId : null);
    await forgetCanaries(ctx, key);
    await makeRoom(ctx, key, args);
    const now = Date.now();
    const linkedBy = { actor: args.actor, reason: args.reason, at: now };
    const link = { linkedBy, isAlias: args.asAlias, isBeforeCutover: args.isBeforeCutover };
    const stored = await upsertMapping(ctx, args.mapping, { tripletexEnv: args.tripletexEnv, now, link });
    if (stored.outcome === "conflict") refuseShared(key.kind, stored.otherKey);
    if (args.accepted === null) await resolveHold(ctx, key, now);
    else await acceptDifference(ctx, key, { hold: args.accepted, linkedBy });
    await markDependantsDue(ctx, key);
    const act = args.replaces ? "relink" : "link";
    const details = `${args.label} to ${args.target}: ${args.reason}`;
    await writeAudit(ctx, { actor: args.actor, act, tripletexEnv: args.tripletexEnv, details });
    return null;
  },
});

/** An invoice that a person decides about is no first of its kind any more; if it was booked wrongly, the sync goes on. */
async function forgetCanaries(ctx: MutationCtx, key: RecordKey): Promise<void> {
  if (key.kind !== "invoice") return;
  const hold = await findHold(ctx, key);
  if (hold?.state === "open" && hold.code === STOPPING_CODE) await forgetProofs(ctx, key);
  else await forgetPending(ctx, key.tripletexEnv, key.rubicKey);
}

/** A record that is mapped already is moved only when that was asked for. */
async function makeRoom(
  ctx: MutationCtx,
  key: RecordKey,
  asked: { replaces: boolean; withPayments: boolean },
): Promise<void> {
  const before = await findMapping(ctx, key.tripletexEnv, { kind: key.kind, key: key.rubicKey });
  if (before === null) return;
  if (!asked.replaces) {
    throw refusal(
      "ALREADY_LINKED",
      `This ${key.kind} is in Tripletex already, with id ${before.tripletexId}.`,
      "Relink it if that is the wrong one.",
    );
  }
  await removeWithPayments(ctx, key, asked);
}

/** Takes the mapping away; payments that go with an invoice wait. Answers how many they are. */
async function removeWithPayments(
  ctx: MutationCtx,
  key: RecordKey,
  asked: { withPayments: boolean },
): Promise<number> {
  const env = key.tripletexEnv;
  const invoice = key.kind === "invoice" ? await findInvoiceMapping(ctx, env, Number(key.rubicKey)) : null;
  const payments = invoice === null ? [] : await findPaymentsOf(ctx, env, invoice.tripletexInvoiceId);
  if (invoice !== null) await refuseInDoubt(ctx, key, invoice.tripletexInvoiceId);
  if (payments.length > 0 && !asked.withPayments) {
    throw refusal(
      "PAYMENTS_MAPPED",
      `${payments.length} payments are booked on this invoice in Tripletex.`,
      "Say that its payments are unlinked with it; they stay in Tripletex, and the next sync looks for them on the invoice that it is linked to then.",
    );
  }
  await removeMapping(ctx, env, { kind: key.kind, key: key.rubicKey });
  for (const payment of payments) await holdUnlinkedPayment(ctx, payment);
  return payments.length;
}

/** Removes what `remove` was asked for, which waits from then on; customers and products are all read by every sync. */
async function unlink(ctx: MutationCtx, key: RecordKey, asked: { withPayments: boolean }): Promise<number> {
  const { kind, rubicKey, tripletexEnv: env } = key;
  const invoice = kind === "invoice" ? await findInvoiceMapping(ctx, env, Number(rubicKey)) : null;
  const payment = kind === "payment" ? await findPaymentMapping(ctx, env, Number(rubicKey)) : null;
  const payments = await removeWithPayments(ctx, key, asked);
  if (invoice !== null) await holdUnlinkedInvoice(ctx, invoice);
  if (payment !== null) await holdUnlinkedPayment(ctx, payment);
  return payments;
}

function refuseShared(kind: RecordKind, otherKey: string): never {
  throw refusal(
    "LINKED_TO_OTHER",
    `That ${kind} in Tripletex is linked to Rubic's ${kind} ${otherKey} already.`,
    kind === "customer"
      ? "If both are one customer in Tripletex, link this one as an alias; else choose another one."
      : "Unlink the other one first, or choose another record.",
  );
}

/** The rest that the person accepted counts as left out, with their reason, so that the sums stay equal. */
async function acceptDifference(
  ctx: MutationCtx,
  key: RecordKey,
  {
    hold,
    linkedBy,
  }: { hold: Infer<typeof holdInput>; linkedBy: NonNullable<Doc<"invoiceMapping">["linkedBy"]> },
): Promise<void> {
  await putHold(ctx, key, { hold, now: linkedBy.at });
  const row = await findHold(ctx, key);
  if (row !== null) await setIgnored(ctx, row, linkedBy);
}

/**
 * Takes a mapping back; an invoice or payment waits until the next sync. Nothing changes in Tripletex; answers how many payments were unlinked with an invoice.
 * @throws ConvexError `REASON_MISSING`, `RUN_IS_ON`, `INTENT_OPEN`, `NOT_LINKED`, `PAYMENTS_MAPPED`
 */
export const remove = internalMutation({
  args: {
    tripletexEnv,
    actor,
    reason: v.string(),
    kind: linkedKind,
    rubicKey: v.string(),
    withPayments: v.boolean(),
  },
  returns: v.object({ payments: v.number() }),
  handler: async (ctx, args) => {
    requireReason(args);
    await refuseWhileRunning(ctx, args.tripletexEnv);
    const { kind, rubicKey, tripletexEnv: env } = args;
    const key: RecordKey = { kind, rubicKey, tripletexEnv: env };
    await refuseInDoubt(ctx, key, null);
    const before = await findMapping(ctx, env, { kind, key: rubicKey });
    if (before === null) {
      throw refusal(
        "NOT_LINKED",
        `No ${kind} with the key ${rubicKey} is in Tripletex.`,
        "Check environment, kind and key.",
      );
    }
    await forgetCanaries(ctx, key);
    const payments = await unlink(ctx, key, args);
    const details = `${kind} ${rubicKey} from ${before.tripletexId} in Tripletex: ${args.reason}`;
    await writeAudit(ctx, { actor: args.actor, act: "unlink", tripletexEnv: env, details });
    return { payments };
  },
});
