import { describe, expect, it } from "vitest";
import { describeReport, exitCodeOf, type ReadinessReport } from "./doctor-report.ts";

type Line = ReadinessReport["lines"][number];

const NOW = Date.UTC(2026, 2, 10, 12);
const line = (change: Partial<Line> = {}): Line => ({
  code: "CLOCKS",
  title: "Clocks",
  state: "green",
  finding: "They agree.",
  remedy: null,
  checkedAt: NOW,
  isOverridable: true,
  override: null,
  ...change,
});
const report = (lines: Line[], change: Partial<ReadinessReport> = {}): ReadinessReport => ({
  tripletexEnv: "production",
  lines,
  company: null,
  checking: null,
  checkedAt: NOW,
  checkProblem: null,
  notReady: null,
  ...change,
});
const override = { reason: "Known", actor: { kind: "person" as const, name: "Kari" }, at: NOW };
const problem = { code: "UNFORESEEN", message: "Broken.", remedy: "Report it." };

describe("the exit code", () => {
  it.each([
    ["everything is green", report([line(), line()]), 0],
    ["what is not green is overridden", report([line({ state: "red", override })]), 0],
    ["a line is red, whatever else", report([line({ state: "warning" }), line({ state: "red" })]), 1],
    ["a line is a warning", report([line(), line({ state: "warning" })]), 2],
    ["a line is unknown", report([line({ state: "unknown" })]), 2],
    ["a green line could not be looked at again", report([line({ recheckProblem: "Down." })]), 2],
    ["nothing was checked", report([]), 2],
    ["the check came to no end", report([line()], { checkProblem: problem }), 1],
  ])("when %s", (_when, given, expected) => {
    expect(exitCodeOf(given)).toBe(expected);
  });
});

describe("the text", () => {
  it("shows sign, code, finding, remedy and decision of each line, and what it comes to", () => {
    const red = line({ state: "red", finding: "400 s ahead.", remedy: "Set it.", override });
    const text = describeReport(report([line(), red]), NOW).join("\n");
    expect(text).toContain("✓ Clocks [CLOCKS]: They agree.");
    expect(text).toContain(
      "✗ Clocks [CLOCKS]: 400 s ahead.\n    What to do: Set it.\n    Overridden by Kari, 13:00: Known",
    );
    expect(text).toMatch(/production is open to runs\.$/);
  });

  it("says how old an answer is that could not be had again, why a check broke, and why nothing starts", () => {
    const notReady = {
      code: "NOT_READY",
      message: "production is not ready: Clocks (red).",
      remedy: "Look.",
    };
    const old = line({ recheckProblem: "Rubic could not be reached.", checkedAt: NOW - 86_400_000 });
    const text = describeReport(report([old], { notReady, checkProblem: problem }), NOW).join("\n");
    expect(text).toContain(
      "This is from 9 Mar 13:00; it could not be looked at again. Rubic could not be reached.",
    );
    expect(text).toContain("The check came to no end: Broken. Report it.");
    expect(text).toMatch(/production is not ready: Clocks \(red\)\.$/);
  });

  it("says that the sandbox is open in any case", () => {
    const text = describeReport(report([], { tripletexEnv: "sandbox" }), NOW).join("\n");
    expect(text).toContain("The sandbox is open");
  });
});
