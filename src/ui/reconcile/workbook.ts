/**
 * Tables as an Excel workbook. Every cell is written with its type: a text stays a text whatever it begins with, and there is no way for
 * one to become a formula. Used by the page and the command line alike.
 */
import writeWorkbook, { type CellObject } from "write-excel-file/universal";
import { kronerOf } from "../../sync/reconcile/csv.ts";
import type { Cell, Sheet } from "../../sync/reconcile/sheets.ts";

/** Excel shows both in the reader's own way: `4 512,00` and `31.01.2026` in Norway. */
const KRONER_FORMAT = "#,##0.00";
const DATE_FORMAT = "dd.mm.yyyy";
const COLUMN_WIDTH = 16;

/** A file of the type that Excel calls xlsx. */
export async function workbookOf(sheets: Sheet[]): Promise<Blob> {
  const pages = sheets.map(({ name, rows: [heading = [], ...rows] }) => ({
    sheet: name,
    data: [heading.map((cell) => ({ ...cellOf(cell), fontWeight: "bold" as const })), ...rows.map(rowOf)],
    columns: heading.map(() => ({ width: COLUMN_WIDTH })),
    stickyRowsCount: 1,
  }));
  return await writeWorkbook(pages).toBlob();
}

const rowOf = (row: Cell[]) => row.map(cellOf);

function cellOf(cell: Cell): CellObject | null {
  switch (cell.kind) {
    case "empty":
      return null;
    case "text":
      return { type: String, value: cell.text };
    case "count":
      return { type: Number, value: cell.count };
    case "oere":
      return { type: Number, value: kronerOf(cell.oere), format: KRONER_FORMAT };
    case "date":
      return { type: Date, value: new Date(`${cell.isoDate}T00:00:00Z`), format: DATE_FORMAT };
  }
}
