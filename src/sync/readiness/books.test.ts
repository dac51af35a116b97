import { describe, expect, it } from "vitest";
import { isInClosedPeriod } from "../periods.ts";
import {
  bankAccountLine,
  cutOverLine,
  type PeriodQuestion,
  periodsLine,
  startOfVatTerm,
  type VatStatus,
  vatLine,
} from "./books.ts";
import { type Fact, known } from "./line.ts";
import { type Dated, emptySurvey } from "./survey.ts";

const TODAY = "2026-03-10";
const refused: Fact<never> = { isKnown: false, because: "No.", remedy: "Ask.", kind: "refused" };
const survey = (percentages: number[] = []) =>
  known({
    ...emptySurvey({ from: "2025-03-01", booksFrom: "2026-01-01" }),
    percentages: new Map(percentages.map((percentage) => [percentage, 1])),
  });

const judgeCutOver = (booksFrom: string | null, foreign = 0) =>
  cutOverLine({ tripletexEnv: "production", booksFrom, today: TODAY, foreignInvoices: known(foreign) }).state;

describe("the cut-over date", () => {
  it.each([
    [null, 0, "red"],
    ["2026-01-01", 0, "green"],
    ["2026-01-01", 40, "green"],
    ["2026-04-10", 0, "green"],
    ["2026-04-11", 0, "warning"],
    ["2025-03-10", 40, "green"],
    ["2025-03-09", 40, "warning"],
    ["2025-03-09", 0, "green"],
  ])("%s with %d invoices of others is %s", (booksFrom, foreign, state) => {
    expect(judgeCutOver(booksFrom, foreign)).toBe(state);
  });

  it("is unknown where Tripletex does not show its invoices", () => {
    const question = { tripletexEnv: "production", booksFrom: "2026-01-01", today: TODAY };
    expect(cutOverLine({ ...question, foreignInvoices: refused }).state).toBe("unknown");
  });
});

const judgeVat = (
  status: Fact<VatStatus>,
  lines: number[],
  { groups = [], hasWritten = false }: { groups?: number[]; hasWritten?: boolean } = {},
) => vatLine({ status, survey: survey(lines), groupPercentages: known(groups), hasWritten });

describe("VAT registration", () => {
  it.each([
    ["VAT_REGISTERED", [0, 25], "green"],
    ["VAT_NOT_REGISTERED", [0], "green"],
    ["VAT_NOT_REGISTERED", [0, 25], "red"],
    ["VAT_APPLICANT", [15], "red"],
    ["VAT_COMPENSATION", [12], "red"],
  ] as const)("%s with lines at %j percent is %s", (status, lines, state) => {
    expect(judgeVat(known(status), [...lines]).state).toBe(state);
  });

  it("looks at product groups that nobody has billed yet as well", () => {
    const line = judgeVat(known("VAT_NOT_REGISTERED"), [0], { groups: [0, 15] });
    expect(line).toMatchObject({ state: "red", finding: expect.stringContaining("15 % VAT") });
  });

  it("stops no production that has written: what has VAT is held there, and everything else goes on", () => {
    expect(judgeVat(known("VAT_NOT_REGISTERED"), [0, 25], { hasWritten: true })).toMatchObject({
      state: "warning",
      remedy: expect.stringContaining("Until then what has them is held."),
    });
  });

  it("is unknown where it is hidden, with the way to look by hand", () => {
    expect(judgeVat(refused, [25])).toMatchObject({
      state: "unknown",
      remedy: expect.stringContaining("By hand"),
    });
  });
});

describe("the bank account", () => {
  const account = { number: 1920, isInvoiceAccount: true, bankAccountNumber: "12345678903" };
  it.each([
    ["with a number", [account], "green"],
    ["without one", [{ ...account, bankAccountNumber: " " }], "red"],
    ["on another account", [{ ...account, isInvoiceAccount: false }], "red"],
    ["on no account", [], "red"],
  ])("%s", (_what, accounts, state) => {
    const line = bankAccountLine(known(accounts));
    expect(line.state).toBe(state);
    expect(line.finding).not.toContain("12345678903");
  });
});

const document = (date: string, hasVat = false): Dated => ({
  kind: "invoice",
  id: 1,
  label: `invoice 1 of ${date}`,
  date,
  hasVat,
});

describe("periods", () => {
  const closed = { start: "2026-01-01", isClosed: true };
  const open = { start: "2026-02-01", isClosed: false };
  const judge = (waiting: Dated[], change: Partial<PeriodQuestion> = {}) =>
    periodsLine({
      periods: known([closed, open]),
      survey: survey(),
      waiting: known(waiting),
      isVatRegistered: true,
      vatTerms: "twoMonthly",
      hasWritten: false,
      today: TODAY,
      ...change,
    });

  it.each([
    ["2025-12-31", false],
    ["2026-01-01", true],
    ["2026-01-31", true],
    ["2026-02-01", false],
    ["2026-09-01", false],
  ])("%s lies in a closed one: %s", (date, expected) => {
    expect(isInClosedPeriod([open, closed], date)).toBe(expected);
  });

  it.each([
    ["2026-01-01", "twoMonthly", "2026-01-01"],
    ["2026-02-28", "twoMonthly", "2026-01-01"],
    ["2026-03-01", "twoMonthly", "2026-03-01"],
    ["2026-12-31", "twoMonthly", "2026-11-01"],
    ["2026-12-31", "yearly", "2026-01-01"],
    ["2026-12-31", "primary", "2026-01-01"],
    ["2026-12-31", "none", "2026-11-01"],
  ] as const)("the VAT term of %s, %s, begins on %s", (date, kind, start) => {
    expect(startOfVatTerm(date, kind)).toBe(start);
  });

  it("are red over a document to book in a closed one, by name", () => {
    const line = judge([document("2026-01-15"), document("2026-02-15")]);
    expect(line).toMatchObject({ state: "red", finding: expect.stringMatching(/^1 document .*2026-01-15/) });
  });

  it("are unclear over an invoice with VAT from an earlier term, where VAT is reported at all", () => {
    const line = judge([document("2026-02-15", true)]);
    expect(line).toMatchObject({ state: "unknown", isTransient: false });
    expect(line.finding).not.toContain("could not be checked");
    expect(judge([document("2026-02-15", true)], { isVatRegistered: false }).state).toBe("green");
    expect(judge([document("2026-03-01", true), document("2026-02-15")]).state).toBe("green");
    expect(judge([document("2026-02-15", true)], { vatTerms: "yearly" }).state).toBe("green");
  });

  it("warn in a production that has written, since only a sync can hold or book what is late, and say of each what to do", () => {
    const written = { hasWritten: true };
    expect(judge([], written).state).toBe("green");
    const line = judge([document("2026-01-15", true), document("2026-02-15", true)], written);
    expect(line).toMatchObject({ state: "warning", isTransient: false });
    expect(line.finding).toMatch(
      /^1 document to be booked lies in a closed period: .*2026-01-15\. 1 document with VAT is .*2026-02-15\.$/,
    );
    expect(line.remedy).toMatch(
      /The next sync .* holds each by name.*VAT returns.*The next sync .* books them/,
    );
    expect(judge([document("2026-02-15", true)], written).remedy).not.toContain("reopen");
    expect(judge([document("2026-01-15")], written).remedy).not.toContain("VAT returns");
  });
});
