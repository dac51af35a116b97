import { describe, expect, test } from "vitest";
import { parseLeaveOutArguments } from "./leave-out-arguments.ts";

const parse = (text: string) => parseLeaveOutArguments(text.split(" "));
const INVOICE = { tripletexEnv: "sandbox", kind: "invoice", number: "1042" };

describe("npm run leave-out", () => {
  test("shows unless it is told to do it", () => {
    for (const [options, act] of [
      ["", { do: "show", undo: false }],
      [" --undo", { do: "show", undo: true }],
      [" --reason Sendt", { do: "show", undo: false }],
      [" --reason Sendt --yes", { do: "leaveOut", reason: "Sendt" }],
      [" --undo --yes", { do: "undo" }],
    ] as const) {
      const parsed = parse(`--env sandbox --invoice 1042${options}`);
      expect(parsed).toEqual({ kind: "leaveOut", request: { record: INVOICE, act } });
    }
  });

  test("takes each kind by its own number", () => {
    for (const [option, kind, number] of [
      ["--credit 7", "credit", "7"],
      ["--payment 700116", "payment", "700116"],
      ["--customer G-2041", "customer", "G-2041"],
      ["--product KONT-V", "product", "KONT-V"],
    ] as const) {
      expect(parse(`--env sandbox ${option}`)).toMatchObject({ request: { record: { kind, number } } });
    }
  });

  test.each([
    ["--invoice 1042", "--env must be"],
    ["--env sandbox", "Say exactly one of"],
    ["--env sandbox --invoice 1 --payment 2", "Say exactly one of"],
    ["--env sandbox --invoice 10x2", "--invoice must be a whole number"],
    ["--env sandbox --invoice 1 --yes", "--reason is missing"],
    ["--env sandbox --invoice 1 --undo --reason Feil", "--undo takes no --reason"],
    ["--env sandbox --invoce 1", "There is no option --invoce"],
  ])("%s is refused", (options, message) => {
    expect(parse(options)).toEqual({ kind: "refused", message: expect.stringContaining(message) });
  });

  test("--help wins", () => expect(parse("--help").kind).toBe("help"));
});
