/** Words for the VAT terms of held documents. */

export const DEADLINES = {
  heading: "Deadlines",
  intro: "Held documents by the VAT return that they belong to, the most urgent first.",
  /** Both dates and days are formatted already. */
  due: (date: string, days: string) => `VAT return ${date}: ${days}`,
  term: (from: string, to: string) => `${from} to ${to}`,
  documents: (count: number, shown: string, isMore: boolean) =>
    `${shown}${isMore ? " or more" : ""} ${count === 1 && !isMore ? "document" : "documents"} held`,
  more: (count: number) => (count === 1 ? "1 more VAT return" : `${count} more VAT returns`),
  first: "Due first",
  all: "All held records",
} as const;
