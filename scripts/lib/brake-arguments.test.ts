import { expect, test } from "vitest";
import { parseBrakeArguments } from "./brake-arguments.ts";

const parse = (...given: string[]) => parseBrakeArguments(["--env", "sandbox", ...given]);

test("reads an act with its reason, and a question without", () => {
  const tripletexEnv = "sandbox";
  expect(parse("--stop", "--reason", " Feil konto ")).toEqual({
    kind: "stop",
    tripletexEnv,
    reason: "Feil konto",
  });
  expect(parse("--lift", "--reason", "Rettet")).toEqual({ kind: "lift", tripletexEnv, reason: "Rettet" });
  expect(parse()).toEqual({ kind: "show", tripletexEnv });
  expect(parse("--help")).toEqual({ kind: "help" });
});

test.each([
  [["--stop"], /^--stop needs --reason/],
  [["--lift", "--reason", " "], /^--reason must not be empty\./],
  [["--stop", "--lift", "--reason", "x"], /^--stop and --lift are opposites/],
  [["--reason", "x"], /^--reason goes with --stop or --lift\./],
  [["--pull"], /^There is no option --pull\./],
  [["--env", "test"], /^--env must be sandbox or production\./],
])("refuses %j, with the usage", (options, words) => {
  expect(() => parse(...options)).toThrow(words);
  expect(() => parse(...options)).toThrow(/Usage: npm run brake/);
});
