import { describe, expect, test } from "vitest";
import { parseBookingDateArguments } from "./booking-date-arguments.ts";

const GIVEN = [
  "--env",
  "sandbox",
  "--payment",
  "7",
  "--date",
  "2026-05-20",
  "--reason",
  "Terminen er levert",
];
const without = (name: string) => GIVEN.filter((_, index) => index - (index % 2) !== GIVEN.indexOf(name));

describe("npm run booking-date", () => {
  test("takes environment, payment, day and reason", () => {
    expect(parseBookingDateArguments(GIVEN)).toEqual({
      kind: "choose",
      request: {
        tripletexEnv: "sandbox",
        rubicTransactionId: 7,
        date: "2026-05-20",
        reason: "Terminen er levert",
      },
    });
  });

  test.each([
    ["--env", "--env must be sandbox or production."],
    ["--payment", "--payment is missing."],
    ["--date", "--date must be a day"],
    ["--reason", "--reason is missing"],
  ])("refuses to go on without %s", (name, message) => {
    expect(parseBookingDateArguments(without(name))).toMatchObject({
      kind: "refused",
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ["--payment", "7a"],
    ["--date", "20.05.2026"],
    ["--date", "2026-02-30"],
    ["--reason", " "],
    ["--unknown", "x"],
  ])("refuses %s %s", (name, value) => {
    expect(parseBookingDateArguments([...without(name), name, value]).kind).toBe("refused");
  });

  test("names an option that it does not know in its own words", () => {
    expect(parseBookingDateArguments(["--unknown", "x"])).toEqual({
      kind: "refused",
      message: "There is no option --unknown.",
    });
  });

  test("explains itself", () => {
    expect(parseBookingDateArguments(["--help"])).toEqual({ kind: "help" });
  });
});
