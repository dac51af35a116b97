/**
 * Compares one month: lists Tripletex's invoices of the month page by page and takes off the month's shelf what is the same; what is
 * left on it then gets a second look, for which Convex is asked why a document is not the same. What was compared is added up, noted and
 * taken off in one transaction, so that the next step goes on there, and a dead one has done nothing by half.
 */
import type { DateWindow } from "../../sync/months.ts";
import type { RubicDocument } from "../../sync/reconcile/documents.ts";
import { MonthSum, type ReconciledMonth } from "../../sync/reconcile/month.ts";
import type { TripletexInvoiceWithLines } from "../../tripletex/schemas.ts";
import { type MonthPart, type MonthSource, readMonthPart, wholeOf } from "../month-parts.ts";
import { compareAgain, compareAtFirst, type Pair, type PercentageOf } from "./compare-pair.ts";
import { addOnlyInTripletex, unreadable } from "./only-in-tripletex.ts";
import { OwnCredits } from "./own-credits.ts";
import type { MonthProgress, ReconcilePorts, ShelfRow } from "./store.ts";

/** Documents that are looked up and taken off together: two index ranges each, far below Convex's limit. */
const CHUNK = 500;

/** What a month is compared with beside its documents. */
export interface MonthContext {
  percentageOf: PercentageOf;
  /** From when on Rubic's side was read: YYYY-MM-DD. */
  readFrom: string;
  /** Where an earlier step has stopped; null when the month is not begun. */
  progress: MonthProgress | null;
  /** False once the rest is to be left to the next step. */
  mayGoOn: () => boolean;
}

/** Null when time is up: what was done until then is kept. @throws RemoteError, ConvexError `FENCED` */
export async function reconcileMonth(
  ports: ReconcilePorts,
  window: DateWindow,
  context: MonthContext,
): Promise<ReconciledMonth | null> {
  const month = new MonthComparison(ports, window, context);
  const isDone = (await month.list()) && (await month.compareRest());
  return isDone ? await month.end() : null;
}

class MonthComparison {
  readonly #ports: ReconcilePorts;
  readonly #from: string;
  readonly #context: MonthContext;
  readonly #sum: MonthSum;
  #parts: MonthPart[];

  constructor(ports: ReconcilePorts, window: DateWindow, context: MonthContext) {
    this.#ports = ports;
    this.#from = window.from;
    this.#context = context;
    this.#sum = new MonthSum(context.progress?.totals);
    this.#parts = context.progress?.parts ?? [wholeOf(window)];
  }

  /** False when time is up before everything is listed. */
  async list(): Promise<boolean> {
    while (true) {
      const [part, ...others] = this.#parts;
      if (part === undefined) return true;
      if (!(await this.#listPart(part, others))) return false;
    }
  }

  async #listPart(part: MonthPart, others: MonthPart[]): Promise<boolean> {
    const { mayGoOn } = this.#context;
    const { invoices, next } = await readMonthPart(sourceOf(this.#ports), part);
    let fresh = invoices.filter(({ id }) => id > part.afterId);
    do {
      const chunk = fresh.slice(0, CHUNK);
      fresh = fresh.slice(CHUNK);
      const rest = fresh.length === 0 ? next : [{ ...part, afterId: chunk.at(-1)?.id ?? part.afterId }];
      this.#parts = [...rest, ...others];
      await this.#compareListed(chunk);
      if (!mayGoOn()) return false;
    } while (fresh.length > 0);
    return true;
  }

  /** What is not simply the same stays on the shelf. */
  async #compareListed(invoices: TripletexInvoiceWithLines[]): Promise<void> {
    const { store } = this.#ports;
    const { percentageOf, readFrom } = this.#context;
    const ids = invoices.map(({ id }) => id);
    const rows = ids.length === 0 ? [] : await store.onShelf(this.#from, ids);
    const rowOf = new Map(rows.map((row) => [row.tripletexInvoiceId, row]));
    const credits = await OwnCredits.among(store, invoices);
    const shelfIds: string[] = [];
    const others: TripletexInvoiceWithLines[] = [];
    for (const invoice of invoices) {
      const row = rowOf.get(invoice.id);
      if (row === undefined) others.push(invoice);
      else if (row.document === "unreadable") this.#sum.add(unreadable(invoice, credits));
      // Without a document it is compared in the month in which Rubic has it.
      else if (hasDocument(row)) {
        const compared = compareAtFirst({ row, invoice }, { credits, percentageOf });
        if (compared === null) continue;
        this.#sum.add(compared);
        shelfIds.push(row.shelfId);
      }
    }
    await addOnlyInTripletex(this.#ports, others, { credits, sum: this.#sum, readFrom });
    await this.#keep(shelfIds);
  }

  /** False when time is up before the shelf is empty. */
  async compareRest(): Promise<boolean> {
    while (true) {
      const rows = await this.#ports.store.leftOnShelf(this.#from);
      if (rows.length === 0) return true;
      await this.#lookAgain(rows);
      await this.#keep(rows.map(({ shelfId }) => shelfId));
      if (!this.#context.mayGoOn()) return false;
    }
  }

  /** What is not in Tripletex's list of the month is dated elsewhere there, or gone. */
  async #lookAgain(rows: ShelfRow<RubicDocument>[]): Promise<void> {
    const { store, tripletex } = this.#ports;
    const ids = rows.flatMap(({ tripletexInvoiceId }) => tripletexInvoiceId ?? []);
    const found = ids.length === 0 ? [] : await tripletex.invoicesWithLinesById(ids);
    const byId = new Map(found.map((invoice) => [invoice.id, invoice]));
    const { percentageOf } = this.#context;
    const comparing = { credits: await OwnCredits.among(store, found), percentageOf };
    const odd: Pair[] = [];
    for (const row of rows) {
      const pair = { row, invoice: byId.get(row.tripletexInvoiceId ?? 0) ?? null };
      const compared = pair.invoice === null ? null : compareAtFirst(pair, comparing);
      if (compared === null) odd.push(pair);
      else this.#sum.add(compared);
    }
    for (const compared of await compareAgain(this.#ports, odd, comparing)) this.#sum.add(compared);
  }

  async #keep(shelfIds: string[]): Promise<void> {
    const progress = { from: this.#from, parts: this.#parts, totals: this.#sum.totals() };
    await this.#ports.store.keepMonth(progress, { shelfIds, items: this.#sum.takeItems() });
  }

  async end(): Promise<ReconciledMonth> {
    const items = [];
    let pageCursor: string | null = null;
    do {
      const page = await this.#ports.store.notedItems(this.#from, pageCursor);
      items.push(...page.items);
      pageCursor = page.pageCursor;
    } while (pageCursor !== null);
    return this.#sum.end(items);
  }
}

const sourceOf = ({ store, tripletex }: ReconcilePorts): MonthSource<TripletexInvoiceWithLines> => ({
  invoicesByDate: (query) => tripletex.invoicesWithLines(query),
  invoicesById: (ids) => tripletex.invoicesWithLinesById(ids),
  mappedOfDay: (day, after) => store.mappedOfDay(day, after),
});

function hasDocument(row: ShelfRow): row is ShelfRow<RubicDocument> {
  return row.document !== null && row.document !== "unreadable";
}
