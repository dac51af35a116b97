import { describe, expect, it } from "vitest";
import { known } from "./line.ts";
import { customerNumbersLine, invoiceNumbersLine, type OwnInvoice, SERIES_MARGIN } from "./numbers.ts";
import { emptySurvey } from "./survey.ts";

const own = (number: number, change: Partial<OwnInvoice> = {}): OwnInvoice => ({
  number,
  date: "2026-02-01",
  grossOere: 100,
  ...change,
});

const UNWRITTEN = { hasWritten: false };

/** Rubic has 20,000 to 20,100 to book. */
function judge(...invoices: OwnInvoice[]) {
  return judgeIn(UNWRITTEN, ...invoices);
}

function judgeIn(production: { hasWritten: boolean }, ...invoices: OwnInvoice[]) {
  const survey = {
    ...emptySurvey({ from: "2025-01-01", booksFrom: "2026-01-01" }),
    lowestToBook: 20_000,
    highest: 20_100,
    numbers: new Map([[20_050, { date: "2026-02-01", grossOere: 5000 }]]),
  };
  return invoiceNumbersLine(known(survey), known({ from: "2021-01-01", invoices }), production);
}

describe("invoice numbers", () => {
  it.each([
    ["far below", 20_000 - SERIES_MARGIN - 1, "green"],
    ["at the margin below", 20_000 - SERIES_MARGIN, "warning"],
    ["just below", 19_999, "warning"],
    ["the lowest itself", 20_000, "red"],
    ["in the middle", 20_042, "red"],
    ["the highest", 20_100, "red"],
    ["at the margin above", 20_100 + SERIES_MARGIN, "red"],
    ["far above", 20_100 + SERIES_MARGIN + 1, "green"],
  ])("of Tripletex's own %s Rubic's (%d) are %s", (_where, number, state) => {
    expect(judge(own(number)).state).toBe(state);
  });

  it("that stand on the same document on both sides are no clash; on another one they are", () => {
    expect(judge(own(20_050, { grossOere: 5000 })).state).toBe("green");
    expect(judge(own(20_050, { grossOere: 4999 }))).toMatchObject({
      state: "red",
      finding: expect.stringContaining("20050"),
    });
    expect(judge(own(20_050, { grossOere: 5000, date: "2026-02-02" })).state).toBe("red");
  });

  it("stop no production that has written: what clashes is held, and everything else goes on", () => {
    expect(judgeIn({ hasWritten: true }, own(20_042))).toMatchObject({
      state: "warning",
      finding: expect.stringContaining("1 number of Tripletex's own lies in Rubic's series: 20042"),
      remedy: expect.stringContaining("Until then an invoice whose number is taken is held."),
    });
  });

  it("are compared with the next number where nothing is to be booked yet", () => {
    const survey = { ...emptySurvey({ from: "2025-01-01", booksFrom: "2026-01-01" }), highest: 5000 };
    const line = (number: number) =>
      invoiceNumbersLine(known(survey), known({ from: "2021-01-01", invoices: [own(number)] }), UNWRITTEN)
        .state;
    expect([line(3999), line(4500), line(5001)]).toEqual(["green", "warning", "red"]);
  });

  it("warn when both series begin low, even before Tripletex has used one", () => {
    const survey = {
      ...emptySurvey({ from: "2025-01-01", booksFrom: "2026-01-01" }),
      highest: 40,
      lowestToBook: 12,
    };
    const line = invoiceNumbersLine(known(survey), known({ from: "2021-01-01", invoices: [] }), UNWRITTEN);
    expect(line).toMatchObject({ state: "warning", finding: expect.stringContaining("begins at 1") });
  });
});

describe("customer numbers", () => {
  const rubic = known([
    { number: 10, name: "Kari Nordmann" },
    { number: 500, name: "Ola Nordmann" },
  ]);
  const judgeCustomers = (...there: { number: number; name: string }[]) =>
    customerNumbersLine(rubic, known(there));

  it("agree where the same person has the same number, however it is written, and far from Rubic's next ones", () => {
    const line = judgeCustomers({ number: 10, name: " KARI nordmann" }, { number: 90_000, name: "Sponsor" });
    expect(line).toMatchObject({
      state: "green",
      finding: expect.stringContaining("500 in Rubic and 90000"),
    });
  });

  it("warn over another name on a number, and over numbers that Rubic will give next", () => {
    expect(judgeCustomers({ number: 10, name: "En annen" })).toMatchObject({
      state: "warning",
      finding: expect.stringContaining("1 number belongs to another name in Tripletex: 10"),
    });
    expect(judgeCustomers({ number: 501, name: "Sponsor" }).finding).toContain("Rubic will give next: 501");
    expect(judgeCustomers({ number: 11, name: "Sponsor" }).state).toBe("green");
  });
});
