import { inflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { workbookOf } from "./workbook.ts";

const TEXT_WITH_FORMULA = '=HYPERLINK("http://example.com")';

const LOCAL_HEADER = 0x04_03_4b_50;
const HEADER_BYTES = 30;
const DEFLATED = 8;

/** The parts of a zip file one after the other, as text. */
async function xmlOf(blob: Blob): Promise<string> {
  const bytes = Buffer.from(await blob.arrayBuffer());
  const parts: string[] = [];
  let place = 0;
  while (bytes.readUInt32LE(place) === LOCAL_HEADER) {
    const size = bytes.readUInt32LE(place + 18);
    const start = place + HEADER_BYTES + bytes.readUInt16LE(place + 26) + bytes.readUInt16LE(place + 28);
    const content = bytes.subarray(start, start + size);
    const isDeflated = bytes.readUInt16LE(place + 8) === DEFLATED;
    parts.push((isDeflated ? inflateRawSync(content) : content).toString("utf8"));
    place = start + size;
  }
  return parts.join("\n");
}

test("keeps numbers as numbers, dates as dates and every text as text, also one that begins like a formula", async () => {
  const blob = await workbookOf([
    {
      name: "Months",
      rows: [
        [{ kind: "text", text: "Måned" }],
        [
          { kind: "date", isoDate: "2026-01-31" },
          { kind: "oere", oere: 451_205 },
          { kind: "count", count: 3 },
          { kind: "text", text: TEXT_WITH_FORMULA },
          { kind: "empty" },
        ],
      ],
    },
    { name: "VAT", rows: [] },
  ]);
  const xml = await xmlOf(blob);
  expect(xml).toContain("<v>4512.05</v>");
  // 31 January 2026 in Excel's count of days.
  expect(xml).toContain("<v>46053</v>");
  expect(xml).toContain("HYPERLINK");
  expect(xml).not.toMatch(/<f[ >]/);
  expect(xml).toContain("Måned");
});
