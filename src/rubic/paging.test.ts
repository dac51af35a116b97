import { describe, expect, it } from "vitest";
import { readAllPages } from "./paging.ts";

type Row = { id: number };

/** A list reader over fixed pages; a page beyond the last is empty. Records which pages were asked for. */
function readerOf(pages: number[][]) {
  const asked: number[] = [];
  const read = () =>
    readAllPages<Row>({
      keyOf: ({ id }) => id,
      refuse: (detail) => new Error(detail),
      readPage: async (pageNo) => {
        asked.push(pageNo);
        const records = (pages[pageNo - 1] ?? []).map((id) => ({ id }));
        return { rowCount: records.length, records };
      },
    });
  return { asked, read };
}

describe("readAllPages", () => {
  it("reads on behind a short page until one is empty, so that a silent cap loses nothing", async () => {
    const reader = readerOf([[1, 2], [3, 4], [5]]);
    expect(await reader.read()).toEqual([1, 2, 3, 4, 5].map((id) => ({ id })));
    expect(reader.asked).toEqual([1, 2, 3, 4]);
  });

  it("gives nothing for an empty list after one call", async () => {
    const reader = readerOf([]);
    expect(await reader.read()).toEqual([]);
    expect(reader.asked).toEqual([1]);
  });

  it("keeps a key once when rows move between pages", async () => {
    const reader = readerOf([
      [1, 2],
      [2, 3],
    ]);
    expect(await reader.read()).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  });

  it.each([
    [
      [
        [1, 2],
        [1, 2],
      ],
    ],
    [
      [
        [1, 2],
        [2, 1],
      ],
    ],
  ])("refuses a page that repeats the one before it: %j", async (pages) => {
    await expect(readerOf(pages).read()).rejects.toThrow("page 2 repeats page 1");
  });

  it("refuses a list that never ends", async () => {
    const pages = Array.from({ length: 1001 }, (_value, index) => [index]);
    await expect(readerOf(pages).read()).rejects.toThrow("did not end");
  });
});
