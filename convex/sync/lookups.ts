/** What a step must know of its records before it decides: point look-ups for the keys of one chunk, nothing more. */
import { type Infer, v } from "convex/values";
import { isHoldCode } from "../../src/sync/hold-codes.ts";
import type { Doc, Id } from "../_generated/dataModel.js";
import { internalQuery, type QueryCtx } from "../_generated/server.js";
import { type HoldInput, holdInput, recordKind, type TripletexEnv, tripletexEnv } from "../validators.ts";
import { findBookingDate } from "./bookingDates.ts";
import { STOPPING_CODE } from "./canaryDoor.ts";
import { findCreditOf } from "./creditDoor.ts";
import { readTakenOff } from "./credits.ts";
import { findHold, hasTwin } from "./holdDoor.ts";
import { findIntent } from "./intents.ts";
import { findMapping, mapping } from "./knownMapping.ts";
import {
  findCustomerMapping,
  findInvoiceMapping,
  findInvoiceMappingByTripletexId,
  findProductMapping,
} from "./mappingDoor.ts";
import { isInvoiceOfPlan } from "./planDeviations.ts";
import { requirePlanOfRun } from "./planDoor.ts";
import { findOfSyncs, findSeenCredit } from "./seenCredits.ts";

const knownRecord = v.object({
  rubicKey: v.string(),
  mapping: v.union(mapping, v.null()),
  hasOpenHold: v.boolean(),
  /** Why it is held, or was when it was left out; null when there is no such hold. */
  heldFor: v.union(v.object({ code: v.string(), isByThisRun: v.boolean() }), v.null()),
  /** That hold says that it was booked wrongly: only a person's act ends it. */
  isBookedWrongly: v.boolean(),
  /** Held by an earlier run that met it beside another type: no run of its own type will try it again. */
  wasHeldApart: v.boolean(),
  hasIntent: v.boolean(),
  /** Of an invoice: syncs have seen an amount credited on it. */
  wasSeenCredited: v.boolean(),
  /** The hold after Tripletex refused a request about the record, which is named in it; null when there is none. */
  refused: v.union(
    v.object({ hold: holdInput, nextAttemptAt: v.number(), isLeftOut: v.boolean() }),
    v.null(),
  ),
  /** The hold that a person has left out; null when there is none. */
  leftOut: v.union(holdInput, v.null()),
  /** Of a payment: the day on which an accountant has it booked instead of its own. */
  bookingDate: v.union(v.string(), v.null()),
});
export type KnownRecord = Infer<typeof knownRecord>;

/** What is known of records of one kind, by Rubic key (customer number, or an id as text). */
export const records = internalQuery({
  args: { runId: v.optional(v.id("runs")), tripletexEnv, kind: recordKind, rubicKeys: v.array(v.string()) },
  returns: v.array(knownRecord),
  handler: async (ctx, args): Promise<KnownRecord[]> =>
    await Promise.all(
      args.rubicKeys.map(async (rubicKey) => {
        const key = { kind: args.kind, rubicKey, tripletexEnv: args.tripletexEnv };
        const [known, hold, intent, chosen, seen] = await Promise.all([
          findMapping(ctx, args.tripletexEnv, { kind: args.kind, key: rubicKey }),
          findHold(ctx, key),
          findIntent(ctx, key),
          args.kind === "payment" ? findBookingDate(ctx, args.tripletexEnv, Number(rubicKey)) : null,
          args.kind === "invoice" ? findOfSyncs(ctx, args, Number(rubicKey)) : null,
        ]);
        return {
          rubicKey,
          mapping: known,
          hasOpenHold: hold !== null && hold.state !== "resolved",
          heldFor: heldForOf(hold, args.runId),
          isBookedWrongly: hold?.code === STOPPING_CODE && hold.state !== "resolved",
          wasHeldApart: hold?.state === "open" && hold.isApart === true && hold.runId !== args.runId,
          hasIntent: intent !== null,
          wasSeenCredited: (seen?.creditedOere ?? 0) > 0,
          refused: refusedOf(hold),
          leftOut: leftOutOf(hold),
          bookingDate: chosen?.date ?? null,
        };
      }),
    ),
});

function heldForOf(hold: Doc<"holds"> | null, runId: Id<"runs"> | undefined): KnownRecord["heldFor"] {
  if (hold === null || hold.state === "resolved") return null;
  return { code: hold.code, isByThisRun: hold.runId !== undefined && hold.runId === runId };
}

function refusedOf(hold: Doc<"holds"> | null): KnownRecord["refused"] {
  if (hold === null || hold.state === "resolved" || hold.requestHash === undefined) return null;
  const input = inputOf(hold);
  return input && { hold: input, nextAttemptAt: hold.nextAttemptAt, isLeftOut: hold.state === "ignored" };
}

function leftOutOf(hold: Doc<"holds"> | null): KnownRecord["leftOut"] {
  if (hold?.state !== "ignored") return null;
  const { alreadyPaidOn, waitsForInvoice } = hold;
  const input = inputOf(hold);
  return (
    input && {
      ...input,
      ...(alreadyPaidOn !== undefined && { alreadyPaidOn }),
      ...(waitsForInvoice !== undefined && { waitsForInvoice }),
    }
  );
}

/** Null for a reason of an older version, which is decided anew. */
function inputOf(hold: Doc<"holds">): HoldInput | null {
  const { code, label, message, remoteMessage, requestId, amountOere, documentDate, requestHash } = hold;
  if (!isHoldCode(code)) return null;
  return { code, label, message, remoteMessage, requestId, amountOere, documentDate, requestHash };
}

const mappedProduct = v.object({
  rubicProductId: v.number(),
  rubicProductCode: v.string(),
  tripletexProductId: v.number(),
  vatTypeId: v.number(),
  accountId: v.number(),
  rubicProductGroupId: v.optional(v.number()),
});

const mappedCustomer = v.object({
  rubicCustomerNo: v.string(),
  tripletexCustomerId: v.number(),
  /** It is held, or left out, because two customers have its number in Rubic: an invoice would not say whose it is. */
  isShared: v.boolean(),
});

async function viewCustomer(ctx: QueryCtx, env: TripletexEnv, rubicCustomerNo: string) {
  const row = await findCustomerMapping(ctx, env, rubicCustomerNo);
  if (row === null) return null;
  const isShared = await hasTwin(ctx, env, rubicCustomerNo);
  return { rubicCustomerNo, tripletexCustomerId: row.tripletexCustomerId, isShared };
}

/** The customers and products that invoices refer to; what is not mapped is left out. */
export const invoiceContext = internalQuery({
  args: { tripletexEnv, customerNos: v.array(v.string()), productIds: v.array(v.number()) },
  returns: v.object({
    customers: v.array(mappedCustomer),
    products: v.array(mappedProduct),
  }),
  handler: async (ctx, args) => {
    const env = args.tripletexEnv;
    const [customers, products] = await Promise.all([
      Promise.all(args.customerNos.map((customerNo) => viewCustomer(ctx, env, customerNo))),
      Promise.all(args.productIds.map((productId) => findProductMapping(ctx, env, productId))),
    ]);
    return {
      customers: customers.flatMap((customer) => customer ?? []),
      products: products.flatMap((row) =>
        row === null
          ? []
          : [
              {
                rubicProductId: row.rubicProductId,
                rubicProductCode: row.rubicProductCode,
                tripletexProductId: row.tripletexProductId,
                vatTypeId: row.vatTypeId,
                accountId: row.accountId,
                rubicProductGroupId: row.rubicProductGroupId,
              },
            ],
      ),
    };
  },
});

/** A family or a merge shares one Tripletex customer among a handful. */
const MAX_SHARING = 50;

/** Rubic's customers on these of Tripletex's, aliases among them. */
export const customersByTripletexId = internalQuery({
  args: { tripletexEnv, tripletexCustomerIds: v.array(v.number()) },
  returns: v.array(v.object({ rubicCustomerNo: v.string(), tripletexCustomerId: v.number() })),
  handler: async (ctx, args) => {
    const rows = await Promise.all(
      args.tripletexCustomerIds.map((id) =>
        ctx.db
          .query("customerMapping")
          .withIndex("by_tripletex_and_env", (q) =>
            q.eq("tripletexCustomerId", id).eq("tripletexEnv", args.tripletexEnv),
          )
          .take(MAX_SHARING),
      ),
    );
    return rows
      .flat()
      .map(({ rubicCustomerNo, tripletexCustomerId }) => ({ rubicCustomerNo, tripletexCustomerId }));
  },
});

/** A look-up in Tripletex carries twice as many ids. */
const INVOICES_OF_DAY_PAGE = 200;

/** Tripletex ids of the mapped invoices of one day (YYYY-MM-DD) after the id `after`, in their order, a page at a time. */
export const invoicesOfDay = internalQuery({
  args: { tripletexEnv, day: v.string(), after: v.number() },
  returns: v.array(v.number()),
  handler: async (ctx, args) => {
    const rows = await ctx.db
      .query("invoiceMapping")
      .withIndex("by_env_and_date", (q) =>
        q
          .eq("tripletexEnv", args.tripletexEnv)
          .eq("invoiceDate", args.day)
          .gt("tripletexInvoiceId", args.after),
      )
      .take(INVOICES_OF_DAY_PAGE);
    return rows.map((row) => row.tripletexInvoiceId);
  },
});

/** More payments than this on one invoice are not expected; an instalment plan has a dozen. */
const MAX_PAYMENTS_PER_INVOICE = 500;

const invoiceForPayment = v.object({
  rubicInvoiceId: v.number(),
  /** Null when the invoice is not in Tripletex. */
  tripletexInvoiceId: v.union(v.number(), v.null()),
  /** Not booked, and ours: a hold says so, or the plan that the run carries out. */
  isHeld: v.boolean(),
  /** Rubic shows it as a credit note. */
  isCreditNote: v.boolean(),
  /** The highest number of the invoices that were booked last; null of an invoice that is in Tripletex or held, and when none was booked. */
  bookedNumber: v.union(v.number(), v.null()),
  /** Postings that already settle a transaction. */
  mappedPostingIds: v.array(v.number()),
  /** A payment on the invoice whose outcome is unknown: nothing else may be booked or adopted there. */
  hasOpenIntent: v.boolean(),
  /** Its credit in Tripletex is one of Rubic's: what is paid on it nevertheless is the customer's. */
  isCreditedByRubic: v.boolean(),
  /** What a person is to take off it by hand, or has: in positive øre. */
  takenOffOere: v.number(),
});

/** The invoices that payments refer to, as they stand for a run, or for a look outside of any. */
export const paymentContext = internalQuery({
  args: {
    runId: v.optional(v.id("runs")),
    tripletexEnv,
    rubicInvoiceIds: v.array(v.number()),
    /** Only what was booked before this instant counts for `bookedNumber`. */
    bookedUntil: v.union(v.number(), v.null()),
  },
  returns: v.array(invoiceForPayment),
  handler: async (ctx, args) => {
    const run = args.runId === undefined ? null : await ctx.db.get("runs", args.runId);
    // Hardly ever needed, and twenty documents each time.
    let found: Promise<number | null> | null = null;
    const bookedNumber = () => (found ??= findBookedNumber(ctx, args.tripletexEnv, args.bookedUntil));
    return await Promise.all(
      args.rubicInvoiceIds.map((id) => viewInvoiceForPayment(ctx, { ...args, run, bookedNumber }, id)),
    );
  },
});

/** Any booked invoice would do; a few of the latest days have the high numbers. */
const LATEST_INVOICES = 20;

async function findBookedNumber(
  ctx: QueryCtx,
  env: TripletexEnv,
  until: number | null,
): Promise<number | null> {
  if (until === null) return null;
  const latest = await ctx.db
    .query("invoiceMapping")
    .withIndex("by_env_and_date", (q) => q.eq("tripletexEnv", env))
    .order("desc")
    .take(LATEST_INVOICES);
  const numbers = latest.flatMap((row) => (row._creationTime < until ? row.rubicInvoiceNumber : []));
  return numbers.length === 0 ? null : Math.max(...numbers);
}

/** A preview has seen what it shows itself. */
async function isNote(
  ctx: QueryCtx,
  { env: tripletexEnv, run }: { env: TripletexEnv; run: Doc<"runs"> | null },
  rubicInvoiceId: number,
): Promise<boolean> {
  const planId = run?.mode === "preview" ? (await requirePlanOfRun(ctx, run._id))._id : null;
  return (await findSeenCredit(ctx, { tripletexEnv, planId }, rubicInvoiceId))?.isNote ?? false;
}

async function viewInvoiceForPayment(
  ctx: QueryCtx,
  around: { tripletexEnv: TripletexEnv; run: Doc<"runs"> | null; bookedNumber: () => Promise<number | null> },
  rubicInvoiceId: number,
): Promise<Infer<typeof invoiceForPayment>> {
  const { tripletexEnv: env, run, bookedNumber } = around;
  const invoice = await findInvoiceMapping(ctx, env, rubicInvoiceId);
  if (invoice === null) {
    const key = { kind: "invoice" as const, rubicKey: String(rubicInvoiceId), tripletexEnv: env };
    const hold = await findHold(ctx, key);
    const isOpen = hold?.state === "open" || hold?.state === "ignored";
    const isCreditNote = await isNote(ctx, { env, run }, rubicInvoiceId);
    const isHeld = isOpen || (run !== null && (await isInvoiceOfPlan(ctx, run, rubicInvoiceId)));
    return {
      rubicInvoiceId,
      tripletexInvoiceId: null,
      isHeld,
      isCreditNote,
      bookedNumber: isHeld || isCreditNote ? null : await bookedNumber(),
      mappedPostingIds: [],
      isCreditedByRubic: false,
      takenOffOere: 0,
      hasOpenIntent: false,
    };
  }
  const { tripletexInvoiceId } = invoice;
  const payments = await ctx.db
    .query("paymentMapping")
    .withIndex("by_invoice_and_env", (q) =>
      q.eq("tripletexInvoiceId", tripletexInvoiceId).eq("tripletexEnv", env),
    )
    .take(MAX_PAYMENTS_PER_INVOICE);
  const openIntent = await ctx.db
    .query("intents")
    .withIndex("by_invoice_and_env", (q) =>
      q.eq("tripletexInvoiceId", tripletexInvoiceId).eq("tripletexEnv", env),
    )
    .first();
  return {
    rubicInvoiceId,
    tripletexInvoiceId,
    isHeld: false,
    isCreditNote: false,
    bookedNumber: null,
    mappedPostingIds: payments.map((payment) => payment.tripletexPostingId),
    isCreditedByRubic: (await findCreditOf(ctx, env, tripletexInvoiceId)) !== null,
    takenOffOere: await readTakenOff(ctx, env, rubicInvoiceId),
    hasOpenIntent: openIntent !== null,
  };
}

const mappedInvoice = v.object({
  tripletexInvoiceId: v.number(),
  rubicInvoiceId: v.number(),
  paymentSynced: v.boolean(),
  rubicInvoiceNumber: v.number(),
  grossOere: v.number(),
  paidOere: v.number(),
  alreadyPaidOere: v.number(),
});

/** Which of these Tripletex invoices are ours, with what Rubic says of them. */
export const invoicesByTripletexId = internalQuery({
  args: { tripletexEnv, tripletexInvoiceIds: v.array(v.number()) },
  returns: v.array(mappedInvoice),
  handler: async (ctx, args) => {
    const rows = await Promise.all(
      args.tripletexInvoiceIds.map((id) => findInvoiceMappingByTripletexId(ctx, args.tripletexEnv, id)),
    );
    return rows.flatMap((row) => (row === null ? [] : [viewInvoice(row)]));
  },
});

function viewInvoice(row: Doc<"invoiceMapping">): Infer<typeof mappedInvoice> {
  const { tripletexInvoiceId, rubicInvoiceId, rubicInvoiceNumber, grossOere, paidOere, paymentSynced } = row;
  const { alreadyPaidOere = 0 } = row;
  return {
    tripletexInvoiceId,
    rubicInvoiceId,
    rubicInvoiceNumber,
    grossOere,
    paidOere,
    alreadyPaidOere,
    paymentSynced,
  };
}

/** As many as Tripletex is asked for in one or two calls. */
const LINKED_PAGE = 100;

/** A page of the invoices that a person linked although they are older than the cut-over. */
export const invoicesBeforeCutover = internalQuery({
  args: { tripletexEnv, pageCursor: v.union(v.string(), v.null()) },
  returns: v.object({ invoices: v.array(mappedInvoice), pageCursor: v.union(v.string(), v.null()) }),
  handler: async (ctx, args) => {
    const page = await ctx.db
      .query("invoiceMapping")
      .withIndex("by_cutover_and_env", (q) =>
        q.eq("isBeforeCutover", true).eq("tripletexEnv", args.tripletexEnv),
      )
      .paginate({ numItems: LINKED_PAGE, cursor: args.pageCursor });
    return { invoices: page.page.map(viewInvoice), pageCursor: page.isDone ? null : page.continueCursor };
  },
});
