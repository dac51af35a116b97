import { describe, expect, test } from "vitest";
import { readBenchArguments } from "./bench-arguments.ts";

const TODAY = "2026-11-21";

describe("the cases of a benchmark", () => {
  test("are three sizes, and one size with latency, when nothing is said", () => {
    expect(readBenchArguments([], TODAY)).toEqual({
      cases: [
        { members: 30, latencyMs: 0 },
        { members: 240, latencyMs: 0 },
        { members: 1000, latencyMs: 0 },
        { members: 240, latencyMs: 100 },
      ],
      today: TODAY,
      isJson: false,
    });
  });

  test("are every size with every latency that is named", () => {
    const given = ["--members", "50", "--members", "60", "--latency", "0", "--latency", "20"];
    expect(readBenchArguments(given, TODAY)?.cases).toEqual([
      { members: 50, latencyMs: 0 },
      { members: 50, latencyMs: 20 },
      { members: 60, latencyMs: 0 },
      { members: 60, latencyMs: 20 },
    ]);
  });

  test("end on the day that is named", () => {
    expect(readBenchArguments(["--today", "2025-03-01", "--json"], TODAY)).toMatchObject({
      today: "2025-03-01",
      isJson: true,
    });
  });

  test.each([
    [["--members", "many"], "--members"],
    [["--latency", "-1"], "--latency"],
    [["--today", "yesterday"], "--today"],
    [["--member", "30"], "--member"],
  ])("are refused by name when %j is not understood", (given, name) => {
    expect(() => readBenchArguments(given, TODAY)).toThrow(name);
  });

  test("give way to the help text", () => {
    expect(readBenchArguments(["--help"], TODAY)).toBeNull();
  });
});
