/**
 * The loop that all four types share: read a page from Rubic, decide its records in chunks, write what has to be written
 * in sub-batches, commit after each. Rows shift while Rubic is being paged, so keys decide what is done, not positions.
 */
import type { RubicPage } from "../rubic/client.ts";
import { closeType } from "./close-type.ts";
import { PageReader, refuseRepeatedPage } from "./page-reader.ts";
import { gateChunk } from "./plan/gate.ts";
import type { OutOfScope } from "./plan/items.ts";
import { planAll, planApart } from "./plan/plan-all.ts";
import { holdUnreadable } from "./quarantine.ts";
import { DONE, nextPhase, type PhaseEnd, type Step } from "./step.ts";
import type { RecordKind, RecordResult, SyncType } from "./store.ts";
import { sumOf, writeAll } from "./write-all.ts";
import { writeApart } from "./write-apart.ts";
import type { PlannedWrite, SendList } from "./writing.ts";

/** Records that are decided together; of what is asked about them, invoices for payments take the most: seven index ranges each, below half of Convex's 4,096. */
const CHUNK = 200;
/** Results of one commit, which reads up to six index ranges for each. */
const MAX_RESULTS = 200;

/**
 * What has been decided about a chunk. Every record is unchanged, in a result, in a write, out of the books' scope, or left to
 * the next step. Never are all left, or a run would not get on.
 */
export interface Decided {
  unchanged: number;
  results: RecordResult[];
  writes: PlannedWrite[];
  /** Records that are none of the service's business, such as invoices before the cut-over. */
  outOfScope: OutOfScope[];
  /** Øre of each record in the books' scope, by key: Rubic's side of the comparison. */
  amounts: Map<string, number>;
  /** Keys of records that there was no time to look up. */
  left: Set<string>;
}

export function nothingDecided(): Decided {
  return { unchanged: 0, results: [], writes: [], outOfScope: [], amounts: new Map(), left: new Set() };
}

/** Records of another kind that rows can't do without, such as the payers of invoices. */
interface Missing {
  kind: RecordKind;
  /** False when they were not looked after in this run, so that it knows nothing about their holds. */
  isLookedAfter: boolean;
  /** About the rows decided last; once it is dealt with, they are decided again. Null when nothing is missing. Never writes. */
  decide(): Promise<Pick<Decided, "results" | "writes"> | null>;
}

export interface TypeHandler<Row> {
  syncType: SyncType;
  kind: RecordKind;
  pageSize: number;
  /** Records that are looked up and decided together, when it is not the usual number. */
  chunkSize?: number;
  /** Of the rows of a page, those that this handler is for. Without it all of them. */
  takes?(row: Row): boolean;
  /** Keeps what a page shows beside its own records, before they are decided. */
  note?(pageNo: number, rows: Row[]): Promise<void>;
  /** True when another handler goes on with the type: this one does not end it. */
  hasSecondPart?: boolean;
  /** True when this run reads all records of the type, so that what it does not meet is gone. */
  readsEverything: boolean;
  readPage(pageNo: number): Promise<RubicPage<Row>>;
  /** Unique among the rows; a row without a key of its own gets one made from its content. */
  keyOf(row: Row): Promise<string>;
  /** What a person knows the record by: customer number, product code, invoice number, transaction id. */
  numbersOf(row: Row): string[];
  decide(rows: { key: string; row: Row }[]): Promise<Decided>;
  missing?: Missing;
  /** Null when the records of this type go one by one. */
  sendList(): SendList | null;
}

/** Works through one type from the cursor on; ends the type with the commit of its last page. */
export async function runType<Row>(step: Step, handler: TypeHandler<Row>): Promise<PhaseEnd> {
  const before = step.context.progress.find((each) => each.syncType === handler.syncType);
  const isSecondPart = step.syncType === handler.syncType;
  step.expected = { count: isSecondPart ? step.expected.count : (before?.expected ?? 0), isFinal: false };
  step.syncType = handler.syncType;
  if (step.cursor.closing === undefined) {
    const end = await readAll(step, handler);
    if (end !== DONE) return end;
  } else step.expected.isFinal = true;
  const closed = await closeType(step, handler);
  if (closed !== DONE) return closed;
  step.cursor = nextPhase(step.cursor);
  if (handler.hasSecondPart === true) {
    await step.commit({});
    return DONE;
  }
  await step.commit({
    next: { do: "finishType", syncType: handler.syncType, missingKeys: step.selection?.missing },
  });
  step.syncType = null;
  return DONE;
}

async function readAll<Row>(step: Step, handler: TypeHandler<Row>): Promise<PhaseEnd> {
  const reader = new PageReader(handler);
  while (true) {
    const { page, isLast } = await reader.read(step.cursor.pageNo);
    const end = await runPage(step, handler, { page, isLast });
    if (end !== DONE) return end;
    if (isLast || hasMetAll(step)) return DONE;
    step.cursor = {
      ...step.cursor,
      pageNo: step.cursor.pageNo + 1,
      previousKeys: step.cursor.doneKeys,
      doneKeys: [],
    };
    await step.commit({});
    if (step.isTimeUp()) return { end: "timeUp" };
  }
}

async function runPage<Row>(
  step: Step,
  handler: TypeHandler<Row>,
  read: { page: RubicPage<Row>; isLast: boolean },
): Promise<PhaseEnd> {
  const { page, isLast } = read;
  for (const warning of page.warnings) step.note("warning", `Rubic: ${warning}`);
  await handler.note?.(step.cursor.pageNo, page.records);
  const taken = page.records.filter((row) => handler.takes?.(row) ?? true);
  const rows = await Promise.all(taken.map(async (row) => ({ key: await handler.keyOf(row), row })));
  refuseRepeatedPage(
    step.cursor,
    rows.map(({ key }) => key),
  );
  const mine = selectRows(step, handler, rows);
  countExpected(step, { rows: withoutPrevious(step, mine).length, isLast: isLast || hasMetAll(step) });
  const unreadable = await setUnreadableAside(step, handler.kind, page);
  if (unreadable !== DONE) return unreadable;
  const fresh = freshRows(step, mine);
  const chunkSize = handler.chunkSize ?? CHUNK;
  for (let start = 0; start < fresh.length; start += chunkSize) {
    const chunk = fresh.slice(start, start + chunkSize);
    const found = await decideChunk(step, handler, chunk);
    if ("end" in found) return found;
    const keys = chunk.map(({ key }) => key).filter((key) => !found.left.has(key));
    const decided = await gateChunk(step, { kind: handler.kind, keys, decided: holdBack(step, found) });
    const end = await runChunk(step, { handler, decided, keys });
    if (end !== DONE) return end;
    if (step.isCancelRequested) return { end: "cancelled" };
    if (found.left.size > 0 || step.isTimeUp()) return { end: "timeUp" };
  }
  return DONE;
}

const hasMetAll = (step: Step) => step.selection?.missing.length === 0;

/** Without a selection all rows; else those asked for. The others are done with, so that a repeated page is still noticed. */
function selectRows<Row>(step: Step, handler: TypeHandler<Row>, rows: { key: string; row: Row }[]) {
  const { selection } = step;
  if (selection === null) return rows;
  const mine = new Set(rows.filter(({ row }) => selection.takes(handler.numbersOf(row))));
  const others = freshRows(
    step,
    rows.filter((each) => !mine.has(each)),
  );
  step.markDone(others.map(({ key }) => key));
  step.cursor = { ...step.cursor, metKeys: selection.met };
  return [...mine];
}

/** A row that can't be read may be any record: a run of single records says so and leaves it to a run of the type. */
async function setUnreadableAside<Row>(
  step: Step,
  kind: RecordKind,
  page: RubicPage<Row>,
): Promise<PhaseEnd> {
  if (step.selection === null) return await holdUnreadable(step, kind, page);
  const count = page.quarantined.length;
  if (count > 0) step.note("warning", `${count} rows from Rubic can't be read and were passed over.`);
  return DONE;
}

/** A page that an earlier step has begun is in the count already. */
function countExpected(step: Step, page: { rows: number; isLast: boolean }): void {
  const isNew = step.cursor.countedPage < step.cursor.pageNo;
  step.expected = { count: step.expected.count + (isNew ? page.rows : 0), isFinal: page.isLast };
  step.cursor = { ...step.cursor, countedPage: step.cursor.pageNo };
}

function withoutPrevious<Row>(step: Step, rows: { key: string; row: Row }[]) {
  const previous = new Set(step.cursor.previousKeys);
  return rows.filter(({ key }) => !previous.has(key) && previous.add(key));
}

function freshRows<Row>(step: Step, rows: { key: string; row: Row }[]) {
  const done = new Set(step.cursor.doneKeys);
  return withoutPrevious(step, rows).filter(({ key }) => !done.has(key));
}

/** What Tripletex has refused before waits for its time; the rest is sent. */
export function holdBack(step: Step, decided: Decided): Decided {
  const heldBack = decided.writes.flatMap((write): RecordResult[] => {
    const { kind, rubicKey } = write;
    const hold = step.heldBack(write);
    return hold === null ? [] : [{ outcome: "held", kind, rubicKey, hold, removesIntent: false }];
  });
  const writes = decided.writes.filter((write) => step.heldBack(write) === null);
  return { ...decided, writes, results: [...decided.results, ...heldBack] };
}

/** The end of the step when something that the rows can't do without is not tried yet: none of them is done then. */
async function decideChunk<Row>(
  step: Step,
  handler: TypeHandler<Row>,
  chunk: { key: string; row: Row }[],
): Promise<Decided | PhaseEnd> {
  const decided = await handler.decide(chunk);
  const missing = (await handler.missing?.decide()) ?? null;
  if (handler.missing === undefined || missing === null) return decided;
  const { kind } = handler.missing;
  const wanted = holdBack(step, { ...nothingDecided(), ...missing });
  const keys = [...wanted.results, ...wanted.writes].map(({ rubicKey }) => rubicKey);
  // What a plan leaves alone among them is none of the records that this type expects.
  const expected = { ...step.expected };
  const agreed = await gateChunk(step, { kind, keys, decided: wanted });
  step.expected = expected;
  const end = await (step.isPreview ? planApart : writeApart)(step, agreed);
  return end === DONE ? await handler.decide(chunk) : end;
}

interface Chunk<Row> {
  handler: TypeHandler<Row>;
  decided: Decided;
  keys: string[];
}

/** Commits what needs no writing, then writes (or, in a preview, plans) the rest in sub-batches. */
async function runChunk<Row>(step: Step, { handler, decided, keys }: Chunk<Row>): Promise<PhaseEnd> {
  const { writes, amounts } = decided;
  const toWrite = new Set(writes.map((write) => write.rubicKey));
  step.expected.count -= decided.outOfScope.length;
  await commitDecided(
    step,
    decided,
    keys.filter((key) => !toWrite.has(key)),
  );
  if (step.isPreview) return await planAll(step, { writes, amounts });
  return await writeAll(step, { writes, sendList: () => handler.sendList(), amounts });
}

/** Commits the records that need no writing; with more results than one commit carries, some go ahead. */
async function commitDecided(step: Step, decided: Decided, keys: string[]): Promise<void> {
  const { unchanged, amounts, outOfScope } = decided;
  let [results, rest] = [decided.results, keys];
  while (results.length > MAX_RESULTS) {
    const ahead = results.slice(0, MAX_RESULTS);
    const aheadKeys = new Set(ahead.map((result) => result.rubicKey));
    const done = rest.filter((key) => aheadKeys.has(key));
    step.markDone(done);
    await step.commit({ results: ahead, read: sumOf(done, amounts) });
    results = results.slice(MAX_RESULTS);
    rest = rest.filter((key) => !aheadKeys.has(key));
  }
  step.markDone(rest);
  await step.commit({ results, unchanged, outOfScope, read: sumOf(rest, amounts) });
}
