/** How a month is named, and which pages it has. Pure. */
import { formatIsoDate, formatMonth } from "../../sync/format.ts";
import { monthOf } from "../../sync/months.ts";
import type { EnvironmentName, MonthData } from "../data.ts";
import { formatCount } from "../format.ts";
import { TEXTS } from "../texts.ts";

/** `January 2026`; the window of what lies ahead is `From December 2026 on`. */
export function nameOfMonth({ from, toExclusive }: Pick<MonthData, "from" | "toExclusive">): string {
  const isOneMonth = monthOf(from).toExclusive === toExclusive;
  return isOneMonth ? formatMonth(from) : TEXTS.months.ahead(formatMonth(from));
}

export const monthsAddress = (environment: EnvironmentName) => `/${environment}/months`;

export const monthAddress = (environment: EnvironmentName, from: string) =>
  `${monthsAddress(environment)}/${from}`;

/** A part of an address that is no date is shown as it is. */
export const nameOfAddress = (from: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(from) ? formatIsoDate(from) : from;

export type MonthState = keyof typeof TEXTS.months.state | "waits";

/** What a person wants to know of a month first. That something waits must not hide that a signature was taken back. */
export function stateOfMonth({ agreement, signOff, reopened }: MonthData): MonthState {
  if (signOff !== null) return "signed";
  if (agreement === "differs") return "differs";
  return reopened === null ? agreement : "reopened";
}

/** The words of its badge: `Equal`, `3 wait for the next sync`, `2 differ, 1 waits`. */
export function wordsOfMonth(month: MonthData): string {
  const { counts, waitingCount } = month;
  const state = stateOfMonth(month);
  if (state === "waits") return waitingWords(waitingCount);
  if (state !== "differs" || waitingCount === 0) return TEXTS.months.state[state];
  const differCount = counts.difference - waitingCount;
  const [wait, differ] = [formatCount(waitingCount), formatCount(differCount)];
  const { oneAndOneDiffers, oneAndMoreDiffer, moreAndOneDiffers, moreAndMoreDiffer } = TEXTS.months.waits;
  if (waitingCount === 1) return differCount === 1 ? oneAndOneDiffers : oneAndMoreDiffer(differ);
  return differCount === 1 ? moreAndOneDiffers(wait) : moreAndMoreDiffer(wait, differ);
}

function waitingWords(count: number): string {
  return count === 1 ? TEXTS.months.waits.one : TEXTS.months.waits.more(formatCount(count));
}
