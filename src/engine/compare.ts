/**
 * Compares both sides at the end of a run that touched the books: the invoices in Tripletex since the cut-over are put
 * beside what Rubic said of them, month by month. An incremental run reads the months whose mappings have changed and
 * those that it read from Rubic; the others stand as they were last compared. Nothing is repaired: a difference is named.
 */
import { type DateWindow, monthsFrom } from "../sync/months.ts";
import { osloDate } from "../sync/oslo.ts";
import { compareLinked } from "./compare-linked.ts";
import { compareMonth, type MonthToRead } from "./compare-month.ts";
import { sourceOfStep } from "./set-offs.ts";
import { DONE, nextPhase, type PhaseEnd, type Step } from "./step.ts";
import type { BegunMonth, ComparedMonth, KnownMonth } from "./store.ts";

/** What is compared is stored after so many months, or after so long: a killed step loses no more than that. */
const MONTHS_PER_STORE = 12;
const STORE_AFTER_MS = 5_000;

/** Works through the months that have to be read, from where an earlier step of this run has stopped. */
export async function compareBooks(step: Step, booksFrom: string): Promise<PhaseEnd> {
  const months = await monthsToRead(step, booksFrom);
  const shelf = new Shelf(step);
  let areDone = false;
  try {
    areDone = await compareMonths(step, months, shelf);
  } finally {
    // Whatever ends the step: a rate limit would else have a month begun anew for ever.
    await shelf.store();
  }
  if (!areDone) return step.isCancelRequested ? { end: "cancelled" } : { end: "timeUp" };
  const linked = await compareLinked(step, booksFrom);
  await step.ports.store.storeComparison({ booksFrom, linked, read: completeRead(step) });
  step.cursor = nextPhase(step.cursor);
  return DONE;
}

/** False when the rest has to wait. Time is never up before something was compared, or a slow day would never end. */
async function compareMonths(step: Step, months: MonthToRead[], shelf: Shelf): Promise<boolean> {
  const source = sourceOfStep(step);
  for (const [index, each] of months.entries()) {
    if (index > 0 && isToStop(step)) return false;
    for await (const month of compareMonth(step, each, source)) {
      await shelf.put(month);
      if (month.parts.length > 0 && isToStop(step)) return false;
    }
  }
  return true;
}

const isToStop = (step: Step) => step.isTimeUp() || step.isCancelRequested;

async function monthsToRead(step: Step, booksFrom: string): Promise<MonthToRead[]> {
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

/** What is compared and not stored yet: months, and the one that is begun. */
class Shelf {
  readonly #step: Step;
  #months: ComparedMonth[] = [];
  #begun: BegunMonth | null = null;
  #storedAt: number;

  constructor(step: Step) {
    this.#step = step;
    this.#storedAt = step.now;
  }

  async put(month: BegunMonth): Promise<void> {
    const { parts, ...compared } = month;
    this.#begun = parts.length > 0 ? month : null;
    if (this.#begun === null) this.#months.push(compared);
    const isDue = this.#step.now - this.#storedAt >= STORE_AFTER_MS;
    if (isDue || this.#months.length >= MONTHS_PER_STORE) await this.store();
  }

  async store(): Promise<void> {
    const [months, begun] = [this.#months, this.#begun];
    if (months.length === 0 && begun === null) return;
    [this.#months, this.#begun] = [[], null];
    const answer = await this.#step.ports.store.storeMonths(months, begun);
    this.#step.leaseEndsAt = answer.leaseEndsAt;
    this.#step.isCancelRequested = answer.isCancelRequested;
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
