/**
 * The loop that all four types share: read a page from Rubic, decide its records in chunks, write what has to be written
 * in sub-batches, commit after each. Rows shift while Rubic is being paged, so keys decide what is done, not positions.
 */
import type { RubicPage } from "../rubic/client.ts";
import { DONE, nextPhase, type PhaseEnd, type Step } from "./step.ts";
import type { RecordKind, RecordResult, SyncType } from "./store.ts";
import { isShortWait, MAX_BATCH, type PlannedWrite, performWrites, type SendList } from "./writing.ts";

/** Records that are looked up and decided together; four index ranges each stay far below Convex's 4,096. */
const CHUNK = 200;

/** What has been decided about a chunk. Every record is in exactly one of the lists, or out of the books' scope. */
export interface Decided {
  unchanged: number;
  results: RecordResult[];
  writes: PlannedWrite[];
  /** Records that are none of the service's business, such as invoices before the cut-over. */
  outOfScope: number;
  /** Records in the books' scope, and the sum of their amounts. */
  rubicCount: number;
  rubicOere: number;
}

export function nothingDecided(): Decided {
  return { unchanged: 0, results: [], writes: [], outOfScope: 0, rubicCount: 0, rubicOere: 0 };
}

export interface TypeHandler<Row> {
  syncType: SyncType;
  kind: RecordKind;
  pageSize: number;
  readPage(pageNo: number): Promise<RubicPage<Row>>;
  /** Unique among the rows; a row without a key of its own gets one made from its content. */
  keyOf(row: Row): Promise<string>;
  decide(rows: { key: string; row: Row }[]): Promise<Decided>;
  /** Null when the records of this type go one by one. */
  sendList(): SendList | null;
}

/** Works through one type from the cursor on; ends the type with the commit of its last page. */
export async function runType<Row>(step: Step, handler: TypeHandler<Row>): Promise<PhaseEnd> {
  step.syncType = handler.syncType;
  const before = step.context.progress.find((each) => each.syncType === handler.syncType);
  step.expected = { count: before?.expected ?? 0, isFinal: false };
  const reader = new PageReader(handler);
  while (true) {
    const { page, isLast } = await reader.read(step.cursor.pageNo);
    const end = await runPage(step, handler, { page, isLast });
    if (end !== DONE) return end;
    if (isLast) break;
    const { phase, pageNo, doneKeys } = step.cursor;
    step.cursor = { phase, pageNo: pageNo + 1, previousKeys: doneKeys, doneKeys: [] };
  }
  step.cursor = nextPhase(step.cursor);
  await step.commit({ next: { do: "finishType", syncType: handler.syncType } });
  step.syncType = null;
  return DONE;
}

/**
 * Reads pages and knows which one is the last. A page that is shorter than asked proves nothing, since a server may cap
 * the page size silently; only an empty page after it does. The page read ahead is kept.
 */
class PageReader<Row> {
  readonly #handler: TypeHandler<Row>;
  #ahead: { pageNo: number; page: RubicPage<Row> } | null = null;

  constructor(handler: TypeHandler<Row>) {
    this.#handler = handler;
  }

  async read(pageNo: number): Promise<{ page: RubicPage<Row>; isLast: boolean }> {
    const ahead = this.#ahead;
    const page = ahead?.pageNo === pageNo ? ahead.page : await this.#handler.readPage(pageNo);
    if (page.rowCount === 0) return { page, isLast: true };
    if (page.rowCount >= this.#handler.pageSize) return { page, isLast: false };
    const next = await this.#handler.readPage(pageNo + 1);
    this.#ahead = { pageNo: pageNo + 1, page: next };
    return { page, isLast: next.rowCount === 0 };
  }
}

async function runPage<Row>(
  step: Step,
  handler: TypeHandler<Row>,
  read: { page: RubicPage<Row>; isLast: boolean },
): Promise<PhaseEnd> {
  const { page, isLast } = read;
  for (const warning of page.warnings) step.note("warning", `Rubic: ${warning}`);
  const rows = await Promise.all(page.records.map(async (row) => ({ key: await handler.keyOf(row), row })));
  refuseRepeatedPage(
    step,
    rows.map(({ key }) => key),
  );
  const fresh = freshRows(step, rows);
  step.expected = {
    // Rows of this page that an earlier step has done are in the count already.
    count: step.cursor.doneKeys.length > 0 ? step.expected.count : step.expected.count + fresh.length,
    isFinal: isLast,
  };
  await commitQuarantined(step, handler, page);
  for (let start = 0; start < fresh.length; start += CHUNK) {
    const chunk = fresh.slice(start, start + CHUNK);
    const decided = await handler.decide(chunk);
    const end = await runChunk(step, { handler, decided, keys: chunk.map(({ key }) => key) });
    if (end !== DONE) return end;
  }
  return DONE;
}

function freshRows<Row>(step: Step, rows: { key: string; row: Row }[]) {
  const seen = new Set([...step.cursor.previousKeys, ...step.cursor.doneKeys]);
  return rows.filter(({ key }) => !seen.has(key) && seen.add(key));
}

/** A server that ignores the page number would be read for ever. */
function refuseRepeatedPage(step: Step, keys: string[]): void {
  const previous = new Set(step.cursor.previousKeys);
  const isRepeated =
    keys.length > 0 && keys.length === previous.size && keys.every((key) => previous.has(key));
  if (isRepeated) throw new RepeatedPageError(step.cursor.pageNo);
}

export class RepeatedPageError extends Error {
  constructor(pageNo: number) {
    super(`Rubic delivered page ${pageNo - 1} again as page ${pageNo}.`);
    this.name = "RepeatedPageError";
  }
}

/** Records that can't be read are held by name; the rest of the page goes on. */
async function commitQuarantined<Row>(
  step: Step,
  handler: TypeHandler<Row>,
  page: RubicPage<Row>,
): Promise<void> {
  const seen = new Set([...step.cursor.previousKeys, ...step.cursor.doneKeys]);
  const fresh = page.quarantined.map((each) => ({ ...each, rubicKey: each.key ?? each.label }));
  const results = fresh
    .filter((each) => !seen.has(each.rubicKey))
    .map((each): RecordResult => {
      const message = `${each.label} can't be read: ${each.reason}`;
      const hold = { label: each.label, code: "INVALID_RECORD", message };
      return { outcome: "held", kind: handler.kind, rubicKey: each.rubicKey, hold, keepIntent: false };
    });
  if (results.length === 0) return;
  step.expected.count += results.length;
  markDone(
    step,
    results.map((result) => result.rubicKey),
  );
  await step.commit({ results });
}

function markDone(step: Step, keys: string[]): void {
  step.cursor = { ...step.cursor, doneKeys: [...step.cursor.doneKeys, ...keys] };
}

interface Chunk<Row> {
  handler: TypeHandler<Row>;
  decided: Decided;
  keys: string[];
}

/** Commits what needs no writing, then writes the rest in sub-batches. */
async function runChunk<Row>(step: Step, { handler, decided, keys }: Chunk<Row>): Promise<PhaseEnd> {
  const { writes, results, unchanged, rubicCount, rubicOere } = decided;
  step.expected.count -= decided.outOfScope;
  const toWrite = new Set(writes.map((write) => write.rubicKey));
  markDone(
    step,
    keys.filter((key) => !toWrite.has(key)),
  );
  await step.commit({ results, progress: { unchanged, rubicCount, rubicOere } });
  return await writeAll(step, handler, writes);
}

async function writeAll<Row>(
  step: Step,
  handler: TypeHandler<Row>,
  writes: PlannedWrite[],
): Promise<PhaseEnd> {
  const batchSize = new BatchSize();
  let open = writes;
  while (true) {
    if (step.isCancelRequested) return { end: "cancelled" };
    if (open.length === 0) return DONE;
    if (step.isTimeUp()) return { end: "timeUp" };
    const batch = open.slice(0, batchSize.current);
    const outcome = await performWrites(step, batch, handler.sendList());
    const unsent = new Set(outcome.unsent.map((write) => write.rubicKey));
    const sent = batch.filter((write) => !unsent.has(write.rubicKey));
    markDone(
      step,
      sent.map((write) => write.rubicKey),
    );
    if (outcome.results.length > 0) await step.commit({ results: outcome.results });
    open = [...outcome.unsent, ...open.slice(batch.length)];
    batchSize.learn(sent.length);
    if (outcome.stop === null) continue;
    if (!isShortWait(outcome.stop, step.now)) return outcome.stop;
    if (outcome.stop.end === "wait") await sleep(outcome.stop.until - step.now);
  }
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, ms)));

/** Intents are stored for a whole batch, so a batch should not be larger than what two seconds can send. */
class BatchSize {
  current = MAX_BATCH;

  learn(sent: number): void {
    this.current = sent >= this.current ? Math.min(MAX_BATCH, this.current * 2) : Math.max(1, sent);
  }
}
