/** Rows of Rubic's that can't be read: which are known by their id, and when there are so many that Rubic has changed its answer. */
import type { RubicPage } from "../rubic/client.ts";

/** So many unreadable rows, and more of them than readable ones, have one cause. */
const MOST_OF_A_PAGE = 20;

/** What Rubic has changed, in words; null where most of the page can be read. */
export function changedAnswer<Row>({ quarantined, records, rowCount }: RubicPage<Row>): string | null {
  if (quarantined.length <= MOST_OF_A_PAGE || quarantined.length <= records.length) return null;
  const first = quarantined[0];
  const example = first === undefined ? "" : ` For example ${first.label}: ${first.reason}`;
  return `${quarantined.length} of ${rowCount} rows from Rubic can't be read.${example}`;
}

/** Most rows of a page can't be read: whoever takes them for gone would take everything for gone. */
export class ChangedAnswerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ChangedAnswerError";
  }
}

/** @throws ChangedAnswerError */
export function refuseChangedAnswer<Row>(page: RubicPage<Row>): void {
  const changed = changedAnswer(page);
  if (changed !== null) throw new ChangedAnswerError(changed);
}

/** Rubic's ids of the rows that can't be read, where at least the id can. */
export function unreadableIds<Row>({ quarantined }: RubicPage<Row>): number[] {
  return quarantined.flatMap(({ key }) => {
    const id = key === null ? Number.NaN : Number(key);
    return Number.isSafeInteger(id) ? [id] : [];
  });
}
