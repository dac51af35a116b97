/**
 * What each run wrote to Tripletex or took over from it: one small row per write, in the mutation that stores its outcome.
 * A mapping can't tell: a later run's update would hide the earlier one's. A write whose outcome a later run finds out belongs
 * to the run that sent it. Rows carry keys and amounts, no names.
 */
import { type Infer, v } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import {
  type MappingInput,
  type RecordKind,
  recordKind,
  type WrittenHow,
  writtenHow,
} from "../validators.ts";

export interface Write {
  runId: Id<"runs">;
  kind: RecordKind;
  how: WrittenHow;
  /** What a person knows the record by: customer number, product code, invoice number, transaction id. */
  number: string;
  /** Unknown of an update whose answer was lost. */
  tripletexId?: number;
  amountOere?: number;
  documentDate?: string;
}

/** A mapped record as a write. Amounts in øre. */
export function writeOf(mapping: MappingInput, by: Pick<Write, "runId" | "how">): Write {
  switch (mapping.kind) {
    case "customer":
      return {
        ...by,
        kind: mapping.kind,
        number: mapping.rubicCustomerNo,
        tripletexId: mapping.tripletexCustomerId,
      };
    case "product":
      return {
        ...by,
        kind: mapping.kind,
        number: mapping.rubicProductCode,
        tripletexId: mapping.tripletexProductId,
      };
    case "invoice":
      return {
        ...by,
        kind: mapping.kind,
        number: String(mapping.rubicInvoiceNumber),
        tripletexId: mapping.tripletexInvoiceId,
        amountOere: mapping.grossOere,
        documentDate: mapping.invoiceDate,
      };
    case "payment":
      return {
        ...by,
        kind: mapping.kind,
        number: String(mapping.rubicTransactionId),
        tripletexId: mapping.tripletexPostingId,
        amountOere: mapping.amountOere,
        documentDate: mapping.paymentDate,
      };
    case "credit":
      return {
        ...by,
        kind: mapping.kind,
        number: String(mapping.rubicCreditNumber ?? mapping.rubicInvoiceNumber ?? mapping.rubicCreditId),
        tripletexId: mapping.tripletexCreditId,
        amountOere: mapping.grossOere,
        documentDate: mapping.creditDate,
      };
  }
}

/** An update that was under way when its step died or its answer was lost: Tripletex may or may not have carried it out. */
export function unclearUpdateOf(intent: Doc<"intents">): Write {
  const { runId, kind, rubicKey, expectation } = intent;
  const number = expectation.kind === "product" ? expectation.number : rubicKey;
  return { runId, kind, how: "unclear", number };
}

/** Stores the writes of a sub-batch: an insert each, and one change of the counts per kind. */
export async function storeWrites(ctx: MutationCtx, writes: Write[]): Promise<void> {
  for (const write of writes) await ctx.db.insert("runWrites", write);
  const groups = Map.groupBy(writes, ({ runId, kind }) => `${runId} ${kind}`);
  for (const group of groups.values()) await count(ctx, group);
}

async function count(ctx: MutationCtx, group: Write[]): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  const { runId, kind } = first;
  const row = await ctx.db
    .query("runWriteCounts")
    .withIndex("by_run", (q) => q.eq("runId", runId).eq("kind", kind))
    .unique();
  const counts = {
    created: row?.created ?? 0,
    updated: row?.updated ?? 0,
    adopted: row?.adopted ?? 0,
    unclear: row?.unclear ?? 0,
  };
  for (const { how } of group) counts[how] += 1;
  if (row === null) await ctx.db.insert("runWriteCounts", { runId, kind, ...counts });
  else await ctx.db.patch("runWriteCounts", row._id, counts);
}

/** Removes up to `limit` rows that are older than an instant, and leaves the counts; answers how many. */
export async function dropWritesBefore(ctx: MutationCtx, before: number, limit: number): Promise<number> {
  const rows = await ctx.db
    .query("runWrites")
    .withIndex("by_creation_time", (q) => q.lt("_creationTime", before))
    .take(limit);
  for (const row of rows) await ctx.db.delete("runWrites", row._id);
  return rows.length;
}

export const writeView = v.object({
  id: v.id("runWrites"),
  at: v.number(),
  kind: recordKind,
  how: writtenHow,
  number: v.string(),
  tripletexId: v.union(v.number(), v.null()),
  amountOere: v.union(v.number(), v.null()),
  documentDate: v.union(v.string(), v.null()),
});

export function viewWrite(row: Doc<"runWrites">): Infer<typeof writeView> {
  const { kind, how, number } = row;
  return {
    id: row._id,
    at: row._creationTime,
    kind,
    how,
    number,
    tripletexId: row.tripletexId ?? null,
    amountOere: row.amountOere ?? null,
    documentDate: row.documentDate ?? null,
  };
}

export const writtenSummary = v.object({
  counts: v.array(
    v.object({
      kind: recordKind,
      created: v.number(),
      updated: v.number(),
      adopted: v.number(),
      unclear: v.number(),
    }),
  ),
  /** Writes of this run whose outcome is not known yet; they join the list once it is. Counted to 100. */
  inDoubt: v.number(),
});

/** In the order in which one kind depends on another. */
const KINDS: readonly RecordKind[] = ["product", "customer", "invoice", "credit", "payment"];
const MAX_COUNTED_INTENTS = 100;

export async function readWrittenSummary(
  ctx: QueryCtx,
  run: Doc<"runs">,
): Promise<Infer<typeof writtenSummary>> {
  const rows = await ctx.db
    .query("runWriteCounts")
    .withIndex("by_run", (q) => q.eq("runId", run._id))
    .take(KINDS.length);
  const intents = await ctx.db
    .query("intents")
    .withIndex("by_env_and_state", (q) => q.eq("tripletexEnv", run.tripletexEnv).eq("state", "inDoubt"))
    .take(MAX_COUNTED_INTENTS);
  const ofRun = intents.flatMap((intent) => (intent.runId === run._id ? [intent] : []));
  return {
    counts: KINDS.flatMap((kind) => rows.find((row) => row.kind === kind) ?? []).map(
      ({ kind, created, updated, adopted, unclear }) => ({ kind, created, updated, adopted, unclear }),
    ),
    inDoubt: ofRun.length,
  };
}
