/**
 * Why an invoice that has a payment is neither booked nor held: it is before the cut-over, or no sync has come to it yet, since Rubic
 * dates it ahead or it is new. Rubic is asked at most once, and only when an invoice should have been met.
 */
import type { RubicClient } from "../../rubic/client.ts";
import type { RubicTransaction } from "../../rubic/schemas.ts";
import { osloDate, startOfOsloDay } from "../../sync/oslo.ts";
import { AHEAD_MS, OVERLAP_MS } from "../../sync/reading.ts";
import { PageReader } from "../page-reader.ts";
import { unreadableIds } from "../unreadable.ts";

const PAGE_SIZE = 1000;

interface Source {
  rubic: Pick<RubicClient, "invoices">;
  now: number;
  /** Invoices created before this instant have all been read, but for those that are dated ahead; null when they were never read. */
  readUntil: number | null;
}

/** `datedAhead`: its day, YYYY-MM-DD. */
export type Unmet = { is: "beforeCutover" | "new" } | { is: "datedAhead"; invoiceDate: string };

const NEW: Unmet = { is: "new" };

export class UnmetInvoices {
  readonly #source: Source;
  #toCome: Promise<Map<number, Unmet>> | null = null;

  constructor(source: Source) {
    this.#source = source;
  }

  /**
   * It should have been met when it was paid some days before invoices were read, or when a later one of Rubic's single number series
   * (Rubic dossier 2.5) is booked: then it is before the cut-over, unless Rubic shows it in what was not read.
   * @param bookedNumber the highest number of the invoices that were booked last
   * @throws RemoteError
   */
  async why(
    { invoiceID, invoiceNumber, paymentDate }: RubicTransaction,
    bookedNumber: number | null,
  ): Promise<Unmet> {
    const { readUntil } = this.#source;
    if (readUntil === null) return NEW;
    const isFollowed = bookedNumber !== null && invoiceNumber < bookedNumber;
    const isPaidBefore = startOfOsloDay(paymentDate) + OVERLAP_MS <= readUntil;
    if (!isFollowed && !isPaidBefore) return NEW;
    this.#toCome ??= this.#readToCome(readUntil);
    return (await this.#toCome).get(invoiceID) ?? { is: "beforeCutover" };
  }

  /** By Rubic's id, whichever date Rubic filters by (Rubic dossier 1.2): what is dated after that instant, or was entered since. */
  async #readToCome(readUntil: number): Promise<Map<number, Unmet>> {
    const { rubic, now } = this.#source;
    const query = { pageSize: PAGE_SIZE, startPeriod: readUntil, endPeriod: now + AHEAD_MS };
    const reader = new PageReader({
      pageSize: PAGE_SIZE,
      readPage: (pageNo) => rubic.invoices({ pageNo, ...query }),
    });
    const today = osloDate(now);
    const toCome = new Map<number, Unmet>();
    for (let pageNo = 1; ; pageNo += 1) {
      const before = toCome.size;
      const { page, isLast } = await reader.read(pageNo);
      for (const { invoiceID, invoiceDate } of page.records) {
        toCome.set(invoiceID, invoiceDate > today ? { is: "datedAhead", invoiceDate } : NEW);
      }
      for (const id of unreadableIds(page)) toCome.set(id, NEW);
      // A page that brings nothing new is the end as well: a server that ignores the page number would be read for ever.
      if (isLast || toCome.size === before) return toCome;
    }
  }
}
