import { describe, expect, it } from "vitest";
import { optionalDate, readBusinessDate, requiredDate } from "./dates.ts";

describe("readBusinessDate", () => {
  it.each([
    ["2025-01-15", "2025-01-15"],
    ["2025-01-15T00:00:00", "2025-01-15"],
    ["2025-01-15T23:59:59.9999999", "2025-01-15"],
    ["2025-01-14T23:00:00Z", "2025-01-15"],
    ["2025-01-15T00:00:00Z", "2025-01-15"],
    ["2025-01-15T22:59:59.1234567Z", "2025-01-15"],
    ["2025-07-14T22:00:00Z", "2025-07-15"],
    ["2025-07-14T21:59:59Z", "2025-07-14"],
    ["2025-01-15T00:00:00+01:00", "2025-01-15"],
    ["2025-01-15T00:00:00+05:00", "2025-01-14"],
    ["2024-02-29", "2024-02-29"],
    ["2025-03-30T00:59:59Z", "2025-03-30"],
    ["2025-12-31T23:30:00Z", "2026-01-01"],
  ])("reads %s as %s", (value, date) => {
    expect(readBusinessDate(value)).toEqual({ date });
  });

  it.each(["0001-01-01T00:00:00", "0001-01-01", "0001-01-01T00:00:00Z", "", "  "])(
    "reads '%s' as no value",
    (value) => {
      expect(readBusinessDate(value)).toEqual({ date: null });
    },
  );

  it.each([
    "15.01.2025",
    "2025-1-5",
    "2025-02-30",
    "2025-13-01",
    "2025-01-15 00:00:00",
    "2025-01-15T25:00:00Z",
    "x",
  ])("refuses %s", (value) => expect(readBusinessDate(value)).toBe("invalid"));

  it("may be missing where booking does not need it, and only there", () => {
    expect(optionalDate.parse(null)).toBeNull();
    expect(optionalDate.parse(undefined)).toBeNull();
    expect(requiredDate.safeParse(null).success).toBe(false);
    expect(requiredDate.safeParse("0001-01-01T00:00:00").success).toBe(false);
    expect(requiredDate.parse("2025-01-15T00:00:00")).toBe("2025-01-15");
  });
});
