/**
 * Keeps what the reading of invoices shows of credits: in Convex what pairs them, and in the step the rows themselves, so that a
 * step that has read everything need not read it again. More rows than fit are read again from Rubic.
 */
import type { RubicInvoice } from "../../rubic/schemas.ts";
import { concernsCredit, seenCreditOf } from "../../sync/credits.ts";
import type { Step } from "../step.ts";

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

export class CreditRows {
  readonly #step: Step;
  #nextPage = 1;

  constructor(step: Step) {
    this.#step = step;
  }

  /** Takes up a page as it was read. @throws ConvexError `FENCED` */
  async note(pageNo: number, records: RubicInvoice[]): Promise<void> {
    const rows = records.filter(concernsCredit);
    await noteCredits(this.#step, rows);
    this.#keep(pageNo, rows);
  }

  /** Only pages that come one after the other from the first one on are the whole list. */
  #keep(pageNo: number, rows: RubicInvoice[]): void {
    if (pageNo < this.#nextPage) return;
    const before = pageNo === 1 ? [] : this.#step.creditRows;
    const isWhole = pageNo === this.#nextPage && before !== null && before.length + rows.length <= MAX_ROWS;
    this.#step.creditRows = isWhole ? [...before, ...rows] : null;
    this.#nextPage = isWhole ? pageNo + 1 : Number.POSITIVE_INFINITY;
  }
}
