/** How a month is named, and which pages it has. Pure. */
import { formatIsoDate, formatMonth } from "../../sync/format.ts";
import { monthOf } from "../../sync/months.ts";
import type { EnvironmentName, MonthData } from "../data.ts";
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

type MonthState = keyof typeof TEXTS.months.state;

/** What a person wants to know of a month first. */
export function stateOfMonth({ isEqual, signOff, reopened }: MonthData): MonthState {
  if (signOff !== null) return "signed";
  if (!isEqual) return "differs";
  return reopened === null ? "equal" : "reopened";
}
