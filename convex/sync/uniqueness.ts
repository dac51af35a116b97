/**
 * Proves that nothing is mapped, held or intended twice. The doors see to it in every mutation; this looks afterwards, without
 * trusting them: each table is read in the order of each index that must be unique, so that two rows of one key are neighbours.
 */
import type { PaginationOptions, PaginationResult } from "convex/server";
import { type Infer, v } from "convex/values";
import { internal } from "../_generated/api.js";
import { type ActionCtx, internalAction, internalQuery, type QueryCtx } from "../_generated/server.js";

/** One document read each, far below half of Convex's 32,000. */
const PAGE_SIZE = 1000;
/** Named in the answer; the count has them all. */
const MAX_NAMED = 100;

interface Keys {
  /** In the index's order; null for a row that may share its key. */
  keys: (string | null)[];
  isDone: boolean;
  continueCursor: string;
}
type Scan = (ctx: QueryCtx, page: PaginationOptions) => Promise<Keys>;

async function keysOf<Row>(
  rows: Promise<PaginationResult<Row>>,
  keyOf: (row: Row) => string | null,
): Promise<Keys> {
  const { page, isDone, continueCursor } = await rows;
  return { keys: page.map(keyOf), isDone, continueCursor };
}

const MAPPINGS: readonly Scan[] = [
  (ctx, page) =>
    keysOf(
      ctx.db.query("customerMapping").withIndex("by_rubic_and_env").paginate(page),
      (row) => `${row.tripletexEnv}: customer ${row.rubicCustomerNo}`,
    ),
  (ctx, page) =>
    keysOf(ctx.db.query("customerMapping").withIndex("by_tripletex_and_env").paginate(page), (row) =>
      row.isAlias === true ? null : `${row.tripletexEnv}: Tripletex customer ${row.tripletexCustomerId}`,
    ),
  (ctx, page) =>
    keysOf(
      ctx.db.query("productMapping").withIndex("by_rubic_and_env").paginate(page),
      (row) => `${row.tripletexEnv}: product ${row.rubicProductCode}`,
    ),
  (ctx, page) =>
    keysOf(
      ctx.db.query("productMapping").withIndex("by_product_id_and_env").paginate(page),
      (row) => `${row.tripletexEnv}: Rubic product ${row.rubicProductId}`,
    ),
  (ctx, page) =>
    keysOf(
      ctx.db.query("productMapping").withIndex("by_tripletex_and_env").paginate(page),
      (row) => `${row.tripletexEnv}: Tripletex product ${row.tripletexProductId}`,
    ),
];

const DOCUMENTS: readonly Scan[] = [
  (ctx, page) =>
    keysOf(
      ctx.db.query("invoiceMapping").withIndex("by_rubic_and_env").paginate(page),
      (row) => `${row.tripletexEnv}: Rubic invoice ${row.rubicInvoiceId}`,
    ),
  (ctx, page) =>
    keysOf(
      ctx.db.query("invoiceMapping").withIndex("by_tripletex_and_env").paginate(page),
      (row) => `${row.tripletexEnv}: Tripletex invoice ${row.tripletexInvoiceId}`,
    ),
  (ctx, page) =>
    keysOf(
      ctx.db.query("paymentMapping").withIndex("by_rubic_and_env").paginate(page),
      (row) => `${row.tripletexEnv}: payment ${row.rubicTransactionId}`,
    ),
  (ctx, page) =>
    keysOf(
      ctx.db.query("paymentMapping").withIndex("by_posting_and_env").paginate(page),
      (row) => `${row.tripletexEnv}: Tripletex posting ${row.tripletexPostingId}`,
    ),
  (ctx, page) =>
    keysOf(
      ctx.db.query("creditNoteMapping").withIndex("by_rubic_and_env").paginate(page),
      (row) => `${row.tripletexEnv}: Rubic credit ${row.rubicCreditId}`,
    ),
  (ctx, page) =>
    keysOf(
      ctx.db.query("creditNoteMapping").withIndex("by_tripletex_and_env").paginate(page),
      (row) => `${row.tripletexEnv}: Tripletex credit ${row.tripletexCreditId}`,
    ),
  (ctx, page) =>
    keysOf(ctx.db.query("creditNoteMapping").withIndex("by_invoice_and_env").paginate(page), (row) =>
      row.tripletexInvoiceId === undefined
        ? null
        : `${row.tripletexEnv}: credit of Tripletex invoice ${row.tripletexInvoiceId}`,
    ),
];

const WAITING: readonly Scan[] = [
  (ctx, page) =>
    keysOf(
      ctx.db.query("intents").withIndex("by_key").paginate(page),
      (row) => `${row.tripletexEnv}: write of ${row.kind} ${row.rubicKey}`,
    ),
  (ctx, page) =>
    keysOf(
      ctx.db.query("holds").withIndex("by_key").paginate(page),
      (row) => `${row.tripletexEnv}: hold of ${row.kind} ${row.rubicKey}`,
    ),
];

const SCANS: readonly Scan[] = [...MAPPINGS, ...DOCUMENTS, ...WAITING];

const position = {
  /** Which of the indexes. */
  scan: v.number(),
  cursor: v.union(v.string(), v.null()),
  /** The last key of the page before: a double may stand on both sides of the border. */
  last: v.union(v.string(), v.null()),
};
const readPage = v.object({ ...position, rows: v.number(), doubles: v.array(v.string()) });

/** One page of one index; `cursor` null in the answer when it was the last. */
export const page = internalQuery({
  args: position,
  returns: readPage,
  handler: async (ctx, { scan, cursor, last }): Promise<Infer<typeof readPage>> => {
    const read = SCANS[scan];
    if (read === undefined) throw new Error(`there is no index ${scan}`);
    const { keys, isDone, continueCursor } = await read(ctx, { numItems: PAGE_SIZE, cursor });
    const doubles: string[] = [];
    let before = last;
    for (const key of keys) {
      if (key !== null && key === before) doubles.push(key);
      before = key ?? before;
    }
    return { scan, cursor: isDone ? null : continueCursor, last: before, rows: keys.length, doubles };
  },
});

/** What was found: how many rows were looked at, once per index, and which keys stand in more than one. */
export const proof = v.object({ rows: v.number(), doubleCount: v.number(), doubles: v.array(v.string()) });
export type Proof = Infer<typeof proof>;

/** Reads every index of both environments to its end; changes nothing. */
export async function proveUniqueness(ctx: Pick<ActionCtx, "runQuery">): Promise<Proof> {
  const found: Proof = { rows: 0, doubleCount: 0, doubles: [] };
  for (const scan of SCANS.keys()) {
    let at: Pick<Infer<typeof readPage>, "cursor" | "last"> = { cursor: null, last: null };
    do {
      const { cursor, last } = at;
      const read: Infer<typeof readPage> = await ctx.runQuery(internal.sync.uniqueness.page, {
        scan,
        cursor,
        last,
      });
      found.rows += read.rows;
      found.doubleCount += read.doubles.length;
      found.doubles.push(...read.doubles.slice(0, MAX_NAMED - found.doubles.length));
      at = read;
    } while (at.cursor !== null);
  }
  return found;
}

/** For an operator at the command line of the deployment (`npx convex run`). */
export const prove = internalAction({
  args: {},
  returns: proof,
  handler: async (ctx): Promise<Proof> => await proveUniqueness(ctx),
});
