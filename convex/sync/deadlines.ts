/** Deadlines of held documents: which VAT terms an environment has, and what waits in the terms that are due first. */
import type { Infer } from "convex/values";
import {
  byDeadline,
  DEFAULT_VAT_TERMS,
  type DueTerm,
  sumByTerm,
  type VatTermKind,
  vatTermOf,
} from "../../src/sync/vat-terms.ts";
import type { Doc } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import type { vatTerm } from "../tables/deadlines.ts";
import type { Actor, TripletexEnv } from "../validators.ts";
import { writeAudit } from "./audit.ts";

async function findChoice(ctx: QueryCtx, env: TripletexEnv): Promise<Doc<"vatTermChoices"> | null> {
  return await ctx.db
    .query("vatTermChoices")
    .withIndex("by_env", (q) => q.eq("tripletexEnv", env))
    .unique();
}

export async function readVatTerms(ctx: QueryCtx, env: TripletexEnv): Promise<VatTermKind> {
  return (await findChoice(ctx, env))?.vatTerms ?? DEFAULT_VAT_TERMS;
}

/** Sets which VAT terms count: for the deadlines that are shown, and for what readiness takes for an earlier term's. */
export async function changeVatTerms(
  ctx: MutationCtx,
  change: { tripletexEnv: TripletexEnv; vatTerms?: VatTermKind; actor: Actor },
): Promise<void> {
  const { tripletexEnv: env, vatTerms, actor } = change;
  const before = await findChoice(ctx, env);
  if (vatTerms === undefined || vatTerms === (before?.vatTerms ?? DEFAULT_VAT_TERMS)) return;
  const row = { tripletexEnv: env, vatTerms, actor, at: Date.now() };
  if (before === null) await ctx.db.insert("vatTermChoices", row);
  else await ctx.db.replace("vatTermChoices", before._id, row);
  const details = `vatTerms = ${vatTerms} (was ${before?.vatTerms ?? DEFAULT_VAT_TERMS})`;
  await writeAudit(ctx, { actor, act: "changeSettings", tripletexEnv: env, details });
}

/** The VAT term of a held document; null where it has no date, or the organisation no VAT. */
export function termOfHold(
  { documentDate }: Pick<Doc<"holds">, "documentDate">,
  kind: VatTermKind,
): Infer<typeof vatTerm> | null {
  return documentDate === undefined ? null : vatTermOf(documentDate, kind);
}

/** So many of each kind are counted; what is beyond is said to be more. */
const MAX_COUNTED = 50;
/** So many are named. */
const MAX_NAMED = 5;
const DOCUMENT_KINDS = ["invoice", "credit", "payment"] as const;

export interface Deadlines {
  vatTerms: VatTermKind;
  /** Terms in which documents are held, the one that is due first at the head. */
  terms: (DueTerm & { isMore: boolean })[];
  /** The held documents that are due first. */
  documents: Doc<"holds">[];
}

/** Reads the oldest held documents: an older date is never due later. */
export async function readDeadlines(ctx: QueryCtx, env: TripletexEnv): Promise<Deadlines> {
  const vatTerms = await readVatTerms(ctx, env);
  if (vatTerms === "none") return { vatTerms, terms: [], documents: [] };
  const pages = await Promise.all(DOCUMENT_KINDS.map((kind) => oldestHeld(ctx, env, kind)));
  const holds = pages.flatMap((page) => page.slice(0, MAX_COUNTED));
  const rows = holds.map((hold) => ({
    hold,
    documentDate: hold.documentDate ?? null,
    amountOere: hold.amountOere ?? null,
    vatTerm: termOfHold(hold, vatTerms),
  }));
  // Of a kind with more than are counted, the term of the last counted one and all later ones may be incomplete.
  const cutOffs = pages.flatMap((page) => page[MAX_COUNTED]?.documentDate ?? []);
  return {
    vatTerms,
    terms: sumByTerm(rows, vatTerms).map((term) => ({
      ...term,
      isMore: cutOffs.some((from) => term.to >= from),
    })),
    documents: byDeadline(rows)
      .slice(0, MAX_NAMED)
      .map(({ hold }) => hold),
  };
}

async function oldestHeld(
  ctx: QueryCtx,
  env: TripletexEnv,
  kind: (typeof DOCUMENT_KINDS)[number],
): Promise<Doc<"holds">[]> {
  return await ctx.db
    .query("holds")
    .withIndex("by_env_and_state", (q) =>
      q.eq("tripletexEnv", env).eq("state", "open").eq("kind", kind).gt("documentDate", ""),
    )
    .take(MAX_COUNTED + 1);
}
