"use node";
/**
 * Linking by hand: an accountant says which record in Tripletex a record of Rubic is. Both sides are read while they wait; what
 * is stored is decided by one mutation that checks again. Nothing is ever written to Tripletex here.
 */
import { ConvexError, type Infer, v } from "convex/values";
import { labelOf, type Offer, offersFor } from "../src/engine/links.ts";
import { problemOfAny } from "../src/engine/problems.ts";
import { type FoundRecord, findByNumber, findRubicRecord, rubicKeyOf } from "../src/engine/rubic-record.ts";
import { describeDifferences } from "../src/sync/linking.ts";
import { internal } from "./_generated/api.js";
import type { ActionCtx } from "./_generated/server.js";
import { guardedAction } from "./guard.ts";
import { refusal, refusalOf } from "./refusal.ts";
import { openReaders } from "./sync/readers.ts";
import { type Actor, type LinkedKind, linkedKind, type TripletexEnv, tripletexEnv } from "./validators.ts";

const fact = v.object({ name: v.string(), rubic: v.string(), tripletex: v.string(), isEqual: v.boolean() });
const candidate = v.object({
  tripletexId: v.number(),
  label: v.string(),
  facts: v.array(fact),
  /** Why it can't be linked; null when it can. */
  refusal: v.union(v.string(), v.null()),
  /** The Rubic record that it belongs to already. */
  linkedTo: v.union(v.string(), v.null()),
});
const candidatesView = v.object({
  /** What is linked: of a payment whose invoice is not in Tripletex, that invoice. */
  kind: linkedKind,
  rubicKey: v.string(),
  label: v.string(),
  /** The Tripletex record that it is linked to now. */
  linkedId: v.union(v.number(), v.null()),
  candidates: v.array(candidate),
});

interface RecordArgs {
  tripletexEnv: TripletexEnv;
  kind: LinkedKind;
  rubicKey: string;
}
const record = { tripletexEnv, kind: linkedKind, rubicKey: v.string() };

/** A record of Rubic with all that linking it needs. */
interface Subject extends RecordArgs {
  found: FoundRecord;
  label: string;
  linkedId: number | null;
  offers: ReturnType<typeof offersFor>;
}

async function openSubject(ctx: ActionCtx, args: RecordArgs): Promise<Subject> {
  const { tripletexEnv: env, kind, rubicKey } = args;
  const ports = openReaders(ctx, env);
  const now = Date.now();
  const known = await ctx.runQuery(internal.sync.linkStore.read, { tripletexEnv: env, kind, rubicKey });
  const { documentDate } = known;
  const found = await findRubicRecord({ rubic: ports.rubic, now }, { kind, rubicKey, documentDate });
  if (found === null)
    throw refusal(
      "NOT_IN_RUBIC",
      `Rubic has no ${kind} with the key ${rubicKey}.`,
      "Check environment, kind and id.",
    );
  if (known.booksFrom === null) {
    throw refusal(
      "NO_CUTOVER_DATE",
      `Nothing was synced in ${env} yet, so it is not known from which date invoices are booked there. Linking needs it.`,
      `Sync once, products are enough (npm run sync -- --env ${env} --type products), then link; a preview is not enough. Should the cut-over date be missing still, set it (npm run settings).`,
    );
  }
  const tripletexInvoiceId = found.kind === "payment" ? await invoiceOf(ctx, env, found.row.invoiceID) : null;
  if (found.kind === "payment" && tripletexInvoiceId === null) {
    return await openSubject(ctx, {
      tripletexEnv: env,
      kind: "invoice",
      rubicKey: String(found.row.invoiceID),
    });
  }
  const codeMappings = () => ctx.runQuery(internal.sync.codeMappings.read, { tripletexEnv: env });
  const read = { ports, now, tripletexEnv: env, codeMappings };
  const source = { ...read, booksFrom: known.booksFrom, tripletexInvoiceId };
  const offers = offersFor(source, found);
  return { ...args, found, label: labelOf(found), linkedId: known.tripletexId, offers };
}

/**
 * Which record of Rubic a person means by its number: customer number, product code, invoice number or transaction id, the
 * same that a sync of single records takes. Reads Rubic only.
 * @throws ConvexError `NOT_IN_RUBIC`, and `NUMBER_NOT_UNIQUE` when several records have it
 */
export const find = guardedAction({
  args: { tripletexEnv, kind: linkedKind, number: v.string() },
  returns: v.object({ rubicKey: v.string(), label: v.string() }),
  handler: async (ctx, { tripletexEnv: env, kind, number }): Promise<{ rubicKey: string; label: string }> =>
    await inWords(async () => {
      const { rubic } = openReaders(ctx, env);
      const all = await findByNumber({ rubic, now: Date.now() }, { kind, number: number.trim() });
      const found = all.flatMap((each) => {
        const rubicKey = rubicKeyOf(each);
        return rubicKey === null ? [] : [{ rubicKey, label: labelOf(each) }];
      });
      return requireOne(kind, number, found);
    }),
});

function requireOne<Found extends { rubicKey: string; label: string }>(
  kind: LinkedKind,
  number: string,
  [first, ...others]: Found[],
): Found {
  if (first === undefined)
    throw refusal("NOT_IN_RUBIC", `Rubic has no ${kind} with the ${NUMBER_NAMES[kind]} ${number}.`);
  if (others.length === 0) return first;
  const named = [first, ...others].map(({ rubicKey, label }) => `${label}: id ${rubicKey}`).join("; ");
  throw refusal(
    "NUMBER_NOT_UNIQUE",
    `Several records in Rubic have the ${NUMBER_NAMES[kind]} ${number}: ${named}.`,
  );
}

const NUMBER_NAMES: Record<LinkedKind, string> = {
  customer: "customer number",
  product: "product code",
  invoice: "invoice number",
  payment: "transaction id",
};

async function invoiceOf(ctx: ActionCtx, env: TripletexEnv, rubicInvoiceId: number): Promise<number | null> {
  const key = { kind: "invoice" as const, rubicKey: String(rubicInvoiceId) };
  return (await ctx.runQuery(internal.sync.linkStore.read, { tripletexEnv: env, ...key })).tripletexId;
}

/** Errors of the remote systems in the words that a run would use. */
async function inWords<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof ConvexError ? error : refusalOf(problemOfAny(error));
  }
}

/**
 * The Tripletex records that a record of Rubic may be linked to, side by side with it: found by number, name, date and amount, or
 * the one with `tripletexId`. Reads only.
 */
export const candidates = guardedAction({
  args: { ...record, tripletexId: v.optional(v.number()) },
  returns: candidatesView,
  handler: async (ctx, { tripletexId, ...args }): Promise<Infer<typeof candidatesView>> =>
    await inWords(async () => {
      const subject = await openSubject(ctx, args);
      const offers =
        tripletexId === undefined
          ? await subject.offers.search()
          : [await requireOffer(subject, tripletexId)];
      const { kind, rubicKey, label, linkedId } = subject;
      const owners = await ownersOf(ctx, subject, offers);
      return {
        kind,
        rubicKey,
        label,
        linkedId,
        candidates: offers.map((each, index) => view(each, owners[index])),
      };
    }),
});

async function ownersOf(ctx: ActionCtx, subject: Subject, offers: Offer[]): Promise<(string | null)[]> {
  const { tripletexEnv: env, kind } = subject;
  const tripletexIds = offers.map(({ tripletexId }) => tripletexId);
  return await ctx.runQuery(internal.sync.linkStore.owners, { tripletexEnv: env, kind, tripletexIds });
}

function view({ tripletexId, label, comparison }: Offer, owner: string | null | undefined) {
  return { tripletexId, label, ...comparison, linkedTo: owner ?? null };
}

async function requireOffer({ kind, offers }: Subject, tripletexId: number): Promise<Offer> {
  const offer = await offers.byId(tripletexId);
  if (offer !== null) return offer;
  throw refusal(
    "NOT_IN_TRIPLETEX",
    `Tripletex has no ${kind === "payment" ? "such payment on this invoice" : kind} with the id ${tripletexId}.`,
    "Look the id up in Tripletex: it stands in the address of the record's page, and is not its number.",
  );
}

const choice = { ...record, tripletexId: v.number(), reason: v.string() };
const told = v.object({ sentence: v.string() });

interface Choice extends RecordArgs {
  tripletexId: number;
  reason: string;
}

async function storeLink(
  ctx: ActionCtx & { actor: Actor },
  chosen: Choice,
  how: { asAlias: boolean; replaces: boolean; withPayments: boolean },
): Promise<Infer<typeof told>> {
  const { tripletexEnv: env, kind, rubicKey, tripletexId, reason } = chosen;
  const subject = await openSubject(ctx, { tripletexEnv: env, kind, rubicKey });
  if (subject.kind !== kind) {
    throw refusal(
      "INVOICE_NOT_LINKED",
      `${subject.label} is not linked yet, so its payments can't be.`,
      "Link the invoice first; the next sync then finds its payments.",
    );
  }
  const offer = await requireOffer(subject, tripletexId);
  const { comparison, mapping, isBeforeCutover, accepted, label: target } = offer;
  if (comparison.refusal !== null) {
    throw refusal(
      "CAN_NOT_BE_LINKED",
      `${subject.label} can't be linked to ${target}. ${comparison.refusal}`,
      "Choose another record, or mend this one in Tripletex.",
    );
  }
  const differences = describeDifferences(comparison);
  await ctx.runMutation(internal.sync.linkStore.store, {
    tripletexEnv: env,
    actor: ctx.actor,
    reason,
    label: subject.label,
    target: differences === "" ? target : `${target} (${differences})`,
    mapping,
    isBeforeCutover,
    accepted,
    ...how,
  });
  return { sentence: `${subject.label} is linked to ${target}. ${AFTER_LINK[subject.kind]}` };
}

const AFTER_LINK: Record<LinkedKind, string> = {
  customer: "The next sync books its invoices there and changes nothing on the customer itself.",
  product: "The next sync books lines with it and changes nothing on the product itself.",
  invoice: "It is never booked again; the next sync registers its payments there.",
  payment: "It is never registered again.",
};

/**
 * Links a record that is not in Tripletex as far as the service knows. Differences are accepted with the reason; a second Rubic customer on
 * one Tripletex customer must be meant (`asAlias`).
 * @throws ConvexError `CAN_NOT_BE_LINKED`, `NOT_IN_TRIPLETEX`, `NOT_IN_RUBIC`, and those of `sync/linkStore:store`
 */
export const link = guardedAction({
  args: { ...choice, asAlias: v.optional(v.boolean()) },
  returns: told,
  handler: async (ctx, { asAlias = false, ...chosen }): Promise<Infer<typeof told>> =>
    await inWords(() => storeLink(ctx, chosen, { asAlias, replaces: false, withPayments: false })),
});

/** The same for a record that is linked to another one now. With an invoice its payments must move (`withPayments`). */
export const relink = guardedAction({
  args: { ...choice, asAlias: v.optional(v.boolean()), withPayments: v.optional(v.boolean()) },
  returns: told,
  handler: async (ctx, { asAlias = false, withPayments = false, ...chosen }): Promise<Infer<typeof told>> =>
    await inWords(() => storeLink(ctx, chosen, { asAlias, replaces: true, withPayments })),
});

/** Takes a link or mapping back; nothing changes in Tripletex. Answers what the next sync does. */
export const unlink = guardedAction({
  args: { ...record, reason: v.string(), withPayments: v.optional(v.boolean()) },
  returns: told,
  handler: async (ctx, { withPayments = false, ...args }): Promise<Infer<typeof told>> => {
    const { payments } = await ctx.runMutation(internal.sync.linkStore.remove, {
      ...args,
      withPayments,
      actor: ctx.actor,
    });
    const also = payments === 0 ? "" : ` Its ${payments} payments are unlinked with it.`;
    return { sentence: `The ${args.kind} ${args.rubicKey} is unlinked.${also} ${AFTER_UNLINK}` };
  },
});

const AFTER_UNLINK =
  "Nothing has changed in Tripletex. The next sync looks it up there again: what agrees is adopted, what has its number and differs is held, and only what is not there is created.";
