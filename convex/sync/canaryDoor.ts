/**
 * The one door to the canaries: the kinds of invoice lines that have been tried in an environment, one row per kind. An invoice
 * of a kind that is not proven is let through alone, and none of the kind after it until it is compared. The gate stands in
 * the mutation that stores the intents, so that no way of sending can pass it.
 */
import { creditAsInvoice } from "../../src/sync/credits.ts";
import { nextCanaryState } from "../../src/sync/states/canary.ts";
import type { Doc, Id } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import { refusal } from "../refusal.ts";
import type { CanaryInput, Expectation, TripletexEnv } from "../validators.ts";
import { findHold, type RecordKey } from "./holdDoor.ts";
import { findMapping } from "./knownMapping.ts";
import { orRefuse } from "./legal.ts";

/** VAT types times accounts times four; a club has some dozens. */
export const MAX_KINDS = 1000;
/** An invoice that was booked with one of them keeps all further ones waiting. */
export const STOPPING_CODE = "BOOKED_DIFFERENTLY";

async function findCanary(ctx: QueryCtx, env: TripletexEnv, kind: string): Promise<Doc<"canaries"> | null> {
  return await ctx.db
    .query("canaries")
    .withIndex("by_kind_and_env", (q) => q.eq("kind", kind).eq("tripletexEnv", env))
    .unique();
}

async function hasIntent(ctx: QueryCtx, { kind, rubicKey, tripletexEnv }: RecordKey): Promise<boolean> {
  const intent = await ctx.db
    .query("intents")
    .withIndex("by_key", (q) => q.eq("kind", kind).eq("rubicKey", rubicKey).eq("tripletexEnv", tripletexEnv))
    .first();
  return intent !== null;
}

/** proven: the kind may be booked. waiting: its canary is out. unproven: the next invoice of the kind is its canary. */
export type Standing = "proven" | "waiting" | "unproven";

/**
 * pending, by what is known of its invoice: an open intent or a mapping means out; neither, that it never reached Tripletex.
 * failed: out as long as the invoice is held for it; a person who closes that hold lets the kind be tried again.
 */
export async function standingOf(ctx: QueryCtx, canary: Doc<"canaries"> | null): Promise<Standing> {
  if (canary === null) return "unproven";
  const { tripletexEnv, state } = canary;
  const key = keyOfCanary(canary);
  switch (state) {
    case "proven":
      return "proven";
    case "failed": {
      const hold = await findHold(ctx, key);
      return hold?.state === "open" && hold.code === STOPPING_CODE ? "waiting" : "unproven";
    }
    case "pending": {
      const mapping = await findMapping(ctx, tripletexEnv, { kind: key.kind, key: key.rubicKey });
      return mapping !== null || (await hasIntent(ctx, key)) ? "waiting" : "unproven";
    }
  }
}

/** The record that tries a kind. */
export function keyOfCanary(
  canary: Pick<Doc<"canaries">, "rubicKey" | "tripletexEnv" | "record">,
): RecordKey {
  const { rubicKey, tripletexEnv, record } = canary;
  return { kind: record ?? "invoice", rubicKey, tripletexEnv };
}

interface Sent {
  kind: RecordKey["kind"];
  rubicKey: string;
  label: string;
  expectation: Expectation;
  canary?: CanaryInput;
}

/**
 * Lets a sub-batch through, and notes what it tries for the first time.
 * @throws ConvexError `CANARY_OUT` when a kind of it is not proven and it is not alone, or its canary is out already
 */
export async function passCanaryGate(
  ctx: MutationCtx,
  sent: Sent[],
  origin: { tripletexEnv: TripletexEnv; runId: Id<"runs">; now: number },
): Promise<void> {
  const kinds = new Set(sent.flatMap(({ canary }) => canary?.kinds ?? []));
  for (const kind of kinds) {
    const before = await findCanary(ctx, origin.tripletexEnv, kind);
    const standing = await standingOf(ctx, before);
    if (standing === "proven") continue;
    const [only] = sent;
    if (standing === "waiting" || only === undefined || sent.length > 1) throw pendingError(kind);
    await putPending(ctx, before, { kind, only, origin });
  }
}

function pendingError(kind: string) {
  return refusal(
    "CANARY_OUT",
    `The first invoice of a kind (${kind}) is not compared with Rubic yet, and another one was about to follow.`,
  );
}

async function putPending(
  ctx: MutationCtx,
  before: Doc<"canaries"> | null,
  { kind, only, origin }: { kind: string; only: Sent; origin: Parameters<typeof passCanaryGate>[2] },
): Promise<void> {
  const { expectation, canary, rubicKey, label } = only;
  const invoice = expectation.kind === "credit" ? creditAsInvoice(expectation) : expectation;
  if (invoice.kind !== "invoice" || canary === undefined)
    throw new Error("only invoices and credits have kinds");
  const { tripletexEnv, runId, now } = origin;
  const expected = { invoice, lines: canary.lines };
  const state = orRefuse(() => nextCanaryState(before?.state ?? "none", "send"));
  const row = {
    tripletexEnv,
    kind,
    state,
    rubicKey,
    ...(only.kind === "credit" && { record: only.kind }),
    label,
    expected,
    runId,
    changedAt: now,
  };
  if (before === null) await ctx.db.insert("canaries", row);
  else await ctx.db.replace("canaries", before._id, row);
}

/** The canaries that are out with one invoice. */
export async function pendingOf(
  ctx: QueryCtx,
  env: TripletexEnv,
  rubicKey: string,
): Promise<Doc<"canaries">[]> {
  return await ctx.db
    .query("canaries")
    .withIndex("by_invoice_and_env", (q) =>
      q.eq("rubicKey", rubicKey).eq("tripletexEnv", env).eq("state", "pending"),
    )
    .take(MAX_KINDS);
}

export interface Verdict {
  differences: string[];
  areAccountsSeen: boolean;
}

/** Proven when nothing differs, else failed; the figures of the verdict stay for whoever asks later. */
export async function judge(
  ctx: MutationCtx,
  canaries: Doc<"canaries">[],
  { verdict, runId, now }: { verdict: Verdict; runId: Id<"runs">; now: number },
): Promise<void> {
  const event = verdict.differences.length === 0 ? "agree" : "differ";
  for (const { _id, state: before } of canaries) {
    const state = orRefuse(() => nextCanaryState(before, event));
    await ctx.db.patch("canaries", _id, { state, runId, changedAt: now, ...verdict });
  }
}

/** A person said which invoice in Tripletex it is: it is no first of its kind any more. */
export async function forgetPending(ctx: MutationCtx, env: TripletexEnv, rubicKey: string): Promise<void> {
  for (const row of await pendingOf(ctx, env, rubicKey)) await ctx.db.delete("canaries", row._id);
}

/** After an invoice was booked differently and a person let the sync go on, every kind is tried anew. */
export async function forgetProofs(ctx: MutationCtx, key: RecordKey): Promise<void> {
  const rows = await ctx.db
    .query("canaries")
    .withIndex("by_env", (q) => q.eq("tripletexEnv", key.tripletexEnv))
    .take(MAX_KINDS);
  for (const row of rows) {
    const isOutElsewhere = row.state === "pending" && row.rubicKey !== key.rubicKey;
    if (!isOutElsewhere) await ctx.db.delete("canaries", row._id);
  }
}
