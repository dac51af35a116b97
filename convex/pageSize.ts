/** How many rows a client may ask for at once. A query that reads more than Convex allows fails as a whole, for everybody who looks. */
import type { PaginationOptions } from "convex/server";

/** Far below Convex's limits also for the widest rows, the items of a plan. */
export const MAX_PAGE_SIZE = 500;

/** A whole number of rows from 1 to `most`, whatever was asked for. */
export function boundedSize(asked: number, most: number): number {
  return Number.isNaN(asked) ? 1 : Math.min(most, Math.max(1, Math.trunc(asked)));
}

/** A client's page with at most `MAX_PAGE_SIZE` rows; the cursor of the answer leads on to the rest. */
export function boundedPage(asked: PaginationOptions): PaginationOptions {
  return { ...asked, numItems: boundedSize(asked.numItems, MAX_PAGE_SIZE) };
}
