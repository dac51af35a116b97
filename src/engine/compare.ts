/**
 * Compares both sides at the end of a run that touched the books: the invoices in Tripletex since the cut-over are put
 * beside what Rubic said of them, month by month. An incremental run reads the months whose mappings have changed and
 * those that it read from Rubic; the others stand as they were last compared. Nothing is repaired: a difference is named.
 */
import { type DateWindow, monthsFrom } from "../sync/months.ts";
import { osloDate } from "../sync/oslo.ts";
import { compareLinked } from "./compare-linked.ts";
import { compareMonth } from "./compare-month.ts";
import { DONE, nextPhase, type PhaseEnd, type Step } from "./step.ts";
import type { ComparedMonth, KnownMonth } from "./store.ts";

/** What is compared is stored after so many months, or after so long: a killed step loses no more than that. */
const MONTHS_PER_STORE = 12;
const STORE_AFTER_MS = 5_000;

/** Works through the months that have to be read; those that this run has compared in an earlier step are done. */
export async function compareBooks(step: Step, booksFrom: string): Promise<PhaseEnd> {
  const shelf = new Shelf(step);
  for (const each of await monthsToRead(step, booksFrom)) {
    if (step.isTimeUp() || step.isCancelRequested) {
      await shelf.store();
      return step.isCancelRequested ? { end: "cancelled" } : { end: "timeUp" };
    }
    await shelf.put(await compareMonth(step, each));
  }
  await shelf.store();
  const linked = await compareLinked(step, booksFrom);
  await step.ports.store.storeComparison({ booksFrom, linked, read: completeRead(step) });
  step.cursor = nextPhase(step.cursor);
  return DONE;
}

async function monthsToRead(step: Step, booksFrom: string) {
  const windows = monthsFrom(booksFrom, osloDate(step.now));
  const known = await step.ports.store.openMonths(windows);
  const openFrom = readFrom(step);
  return windows.flatMap((window, index) => {
    const month = known[index];
    return month !== undefined && needsReading(window, month, openFrom) ? [{ window, month }] : [];
  });
}

function needsReading({ toExclusive }: DateWindow, month: KnownMonth, openFrom: string): boolean {
  return !month.isDone && (!month.isCurrent || toExclusive > openFrom);
}

/** The first day whose invoices this run compares whatever is known of them: what it read from Rubic may have changed. */
function readFrom({ context }: Step): string {
  const { invoices, payments } = context.windows;
  const starts = [invoices, payments].flatMap((window) => window?.from ?? []);
  return context.mode === "full" ? "" : osloDate(Math.min(...starts));
}

/** Months that are compared and not stored yet. */
class Shelf {
  readonly #step: Step;
  #months: ComparedMonth[] = [];
  #storedAt: number;

  constructor(step: Step) {
    this.#step = step;
    this.#storedAt = step.now;
  }

  async put(month: ComparedMonth): Promise<void> {
    this.#months.push(month);
    const isDue = this.#step.now - this.#storedAt >= STORE_AFTER_MS;
    if (isDue || this.#months.length >= MONTHS_PER_STORE) await this.store();
  }

  async store(): Promise<void> {
    if (this.#months.length === 0) return;
    const answer = await this.#step.ports.store.storeMonths(this.#months);
    this.#step.leaseEndsAt = answer.leaseEndsAt;
    this.#step.isCancelRequested = answer.isCancelRequested;
    this.#months = [];
    this.#storedAt = this.#step.now;
  }
}

/** What this run read from Rubic, when it read both types from the cut-over on. */
function completeRead(step: Step) {
  // A plan may be days old: what it has read says nothing about what has come in since.
  if (step.planToCarryOut !== null) return null;
  const { windows, types } = step.context;
  const isComplete = windows.invoices?.isComplete && windows.payments?.isComplete;
  if (!isComplete || !types.includes("invoices") || !types.includes("payments")) return null;
  if (step.hasFailed("invoices") || step.hasFailed("payments")) return null;
  return { invoices: step.rubicSum("invoices"), payments: step.rubicSum("payments") };
}
