/**
 * Which rows a request gets: filtered by period, sorted, cut into a page, with the disorder that the settings ask for.
 * Rubic sends neither a total nor a next link, so the client must find the end by itself (Rubic dossier 1.2).
 */
import { createRandom } from "../world/random.ts";
import type { ListParameters } from "./parameters.ts";
import type { RubicSettings } from "./settings.ts";

/** A row with what sorting and filtering need. */
export interface ListedRow {
  /** Rubic's key as a number, or the row's place where the key is a text. */
  id: number;
  /** Rubic's local date-time that the period is compared with; null where the list has no dates. */
  filterDate: string | null;
  /** Place in the world's list, whatever the sort order. */
  place: number;
  /** Makes what is sent; called for the rows of the page alone. */
  present(): object;
}

/** What differs from request to request, counted by the simulator. */
export interface PagingPass {
  seed: number;
  /** Number of this request; gives each its own shuffle. */
  request: number;
  /** Number of times this list's first page was asked for. */
  pass: number;
}

/** The page of rows. */
export function selectPage(
  rows: readonly ListedRow[],
  asked: { parameters: ListParameters; settings: RubicSettings; pass: PagingPass },
): ListedRow[] {
  const { parameters, settings, pass } = asked;
  const inPeriod = rows.filter((row) => isInPeriod(row, parameters, settings));
  const size = capPageSize(parameters.pageSize, settings);
  const start = (parameters.pageNo - 1) * size + shiftOf(parameters.pageNo, size, { settings, pass });
  return sortRows(inPeriod, settings, pass).slice(start, start + size);
}

/** Rows are compared by their local time as it stands: the server knows no time zones. */
function isInPeriod(row: ListedRow, parameters: ListParameters, settings: RubicSettings): boolean {
  if (row.filterDate === null) {
    return true;
  }
  const at = Date.parse(`${row.filterDate}Z`);
  const { startPeriod = Number.NEGATIVE_INFINITY, endPeriod = Number.POSITIVE_INFINITY } = parameters;
  return at >= startPeriod && (settings.periodEnd === "inclusive" ? at <= endPeriod : at < endPeriod);
}

function sortRows(rows: readonly ListedRow[], settings: RubicSettings, pass: PagingPass): ListedRow[] {
  switch (settings.sortOrder) {
    case "idAsc":
      return rows.toSorted((a, b) => a.id - b.id);
    case "idDesc":
      return rows.toSorted((a, b) => b.id - a.id);
    case "dateDesc":
      return rows.toSorted((a, b) => compareDates(b, a) || b.id - a.id);
    case "unstable":
      return createRandom(pass.seed, `order of request ${pass.request}`).shuffle(rows);
    default:
      return settings.sortOrder satisfies never;
  }
}

function compareDates(a: ListedRow, b: ListedRow): number {
  const [first, second] = [a.filterDate ?? "", b.filterDate ?? ""];
  return first < second ? -1 : Number(first > second);
}

function capPageSize(asked: number, { pageSizeCap }: RubicSettings): number {
  return pageSizeCap === "none" ? asked : Math.min(asked, pageSizeCap);
}

/** A row added before the page pushes one row into view again; a row removed hides one, but not in the next pass. */
function shiftOf(pageNo: number, size: number, how: { settings: RubicSettings; pass: PagingPass }): number {
  const isFirstPage = pageNo === 1;
  switch (how.settings.rowsShiftWhilePaging) {
    case "off":
      return 0;
    case "repeatRow":
      // With pages of one row the same row would come for ever.
      return size > 1 ? 1 - pageNo : 0;
    case "missRow":
      return !isFirstPage && how.pass.pass % 2 === 1 ? 1 : 0;
    default:
      return how.settings.rowsShiftWhilePaging satisfies never;
  }
}
