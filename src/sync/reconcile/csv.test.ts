import { expect, test } from "vitest";
import { csvOf, guardText } from "./csv.ts";
import type { Cell } from "./sheets.ts";

const text = (value: string): Cell => ({ kind: "text", text: value });

test("opens right in a Norwegian Excel: byte order mark, semicolons, decimal commas, Norwegian dates, CR LF", () => {
  const rows: Cell[][] = [
    [text("Måned"), text("Brutto")],
    [
      { kind: "date", isoDate: "2026-01-31" },
      { kind: "oere", oere: 451_200 },
      { kind: "count", count: 3 },
    ],
    [text("Differanse; «å»"), { kind: "oere", oere: -5 }, { kind: "empty" }],
  ];
  const second = { name: "VAT", rows: [[text("MVA")]] };
  expect(csvOf([{ name: "Months", rows }, second])).toBe(
    '\uFEFFMåned;Brutto\r\n31.01.2026;4512,00;3\r\n"Differanse; «å»";-0,05;\r\n\r\nMVA\r\n',
  );
});

test.each([
  '=HYPERLINK("http://example.com")',
  "+47 900 00 000",
  "-2+3",
  "@SUM(A1)",
  "\t=1+1",
  "  =1+1",
  "\r\n=1+1",
  '"=1+1',
  "＝1+1",
  "\u200B=1+1",
  "|calc",
])("shows %j and never runs it", (attack) => {
  expect(guardText(attack)).toBe(`'${attack}`);
  const line = csvOf([{ name: "x", rows: [[text(attack)]] }]);
  expect(line).toMatch(/^\uFEFF"?'/);
});

test.each(["Invoice 20001", "Kari = Nordmann", "1 000,00 kr", ""])("leaves %j as it is", (plain) => {
  expect(guardText(plain)).toBe(plain);
});

test("doubles quotes, so that a text can't end its own cell", () => {
  expect(csvOf([{ name: "x", rows: [[text('Lag "A";=1+1')]] }])).toBe('\uFEFF"Lag ""A"";=1+1"\r\n');
});
