import { describe, expect, test } from "vitest";
import { formatCount, formatDuration, formatRelative } from "./format.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const NOW = Date.UTC(2026, 1, 14, 12);

describe("how far a time lies from now", () => {
  test.for([
    [0, "just now"],
    [44 * SECOND_MS, "any moment"],
    [50 * SECOND_MS, "in 1 min"],
    [-50 * SECOND_MS, "1 min ago"],
    [12 * MINUTE_MS, "in 12 min"],
    [-(59 * MINUTE_MS + 50 * SECOND_MS), "59 min ago"],
    [-HOUR_MS, "1 h ago"],
    [-26 * HOUR_MS, "1 day ago"],
    [72 * HOUR_MS, "in 3 days"],
  ] as const)("says %i ms as “%s”", ([distanceMs, text]) => {
    expect(formatRelative(NOW + distanceMs, NOW)).toBe(text);
  });
});

describe("a duration", () => {
  test.for([
    [-5, "1 s"],
    [400, "1 s"],
    [59 * SECOND_MS, "59 s"],
    [187 * SECOND_MS, "3 min 7 s"],
    [30 * MINUTE_MS, "30 min"],
    [125 * MINUTE_MS, "2 h 5 min"],
    [2 * HOUR_MS, "2 h"],
  ] as const)("says %i ms as “%s”", ([durationMs, text]) => {
    expect(formatDuration(durationMs)).toBe(text);
  });
});

test("groups counts the Norwegian way", () => {
  expect(formatCount(1234567)).toBe("1\u00a0234\u00a0567");
});
