/**
 * Keeps what the reading of invoices shows of credits: in Convex what pairs them, and in the step the rows themselves, so that a
 * step that has read everything need not read it again. More rows than fit are read again from Rubic, and so are all of them by
 * a step that goes on where the time of this one was up: it goes on at the same page, so the pages must be Rubic's.
 */
import type { RubicInvoice } from "../../rubic/schemas.ts";
import { concernsCredit, seenCreditOf } from "../../sync/credits.ts";
import type { Step } from "../step.ts";
import type { KnownRecord } from "../store.ts";

/** Some two kilobytes each. */
const MAX_ROWS = 2_000;
/** Each takes three index ranges of a mutation. */
const NOTED_TOGETHER = 200;

/** Stores what pairs the rows. @throws ConvexError `FENCED` */
export async function noteCredits(step: Step, rows: RubicInvoice[]): Promise<void> {
  for (let start = 0; start < rows.length; start += NOTED_TOGETHER) {
    const seen = rows.slice(start, start + NOTED_TOGETHER).map(seenCreditOf);
    step.leaseEndsAt = (await step.ports.store.noteCredits(seen)).leaseEndsAt;
  }
}

/**
 * Stores that Rubic has taken credits back: an invoice that is not credited any more must not be taken for what a later note is about.
 * @param known of each row @throws ConvexError `FENCED`
 */
export async function noteTakenBack(step: Step, rows: RubicInvoice[], known: KnownRecord[]): Promise<void> {
  await noteCredits(
    step,
    rows.filter((row, index) => known[index]?.wasSeenCredited === true && !concernsCredit(row)),
  );
}

/** What a page of Rubic's has of credits, beside how many rows it has at all: that tells the last page. */
export interface CreditPage {
  records: RubicInvoice[];
  rowCount: number;
}

export class CreditRows {
  readonly #step: Step;
  #nextPage = 1;
  #kept = 0;

  constructor(step: Step) {
    this.#step = step;
  }

  /** Takes up a page as it was read. @throws ConvexError `FENCED` */
  async note(pageNo: number, records: RubicInvoice[]): Promise<void> {
    const rows = records.filter(concernsCredit);
    await noteCredits(this.#step, rows);
    this.#keep(pageNo, { records: rows, rowCount: records.length });
  }

  /** Only pages that come one after the other from the first one on are the whole list. */
  #keep(pageNo: number, page: CreditPage): void {
    if (pageNo < this.#nextPage) return;
    const before = pageNo === 1 ? [] : this.#step.creditPages;
    this.#kept += page.records.length;
    const isWhole = pageNo === this.#nextPage && before !== null && this.#kept <= MAX_ROWS;
    this.#step.creditPages = isWhole ? [...before, page] : null;
    this.#nextPage = isWhole ? pageNo + 1 : Number.POSITIVE_INFINITY;
  }
}
