import { describe, expect, test } from "vitest";
import { parseLinkArguments } from "./link-arguments.ts";

const RECORD = ["--env", "sandbox", "--kind", "invoice", "--key", "1234"];
const record = { tripletexEnv: "sandbox", kind: "invoice", named: { by: "number", text: "1234" } };

describe("npm run link", () => {
  test("reads each of its three acts", () => {
    expect(parseLinkArguments([...RECORD, "--candidates"])).toEqual({
      kind: "link",
      request: { act: "candidates", record },
    });
    expect(parseLinkArguments([...RECORD, "--to", "998877", "--reason", "Samme"])).toEqual({
      kind: "link",
      request: {
        act: "link",
        record,
        tripletexId: 998_877,
        reason: "Samme",
        asAlias: false,
        replaces: false,
        withPayments: false,
      },
    });
    expect(parseLinkArguments([...RECORD, "--unlink", "--reason", "Feil", "--with-payments"])).toEqual({
      kind: "link",
      request: { act: "unlink", record, reason: "Feil", withPayments: true },
    });
  });

  test("takes Rubic's id instead of the number, and not both", () => {
    const [, env = "", , kind = ""] = RECORD;
    const given = ["--env", env, "--kind", kind, "--candidates", "--id", "77"];
    expect(parseLinkArguments(given)).toEqual({
      kind: "link",
      request: { act: "candidates", record: { ...record, named: { by: "id", text: "77" } } },
    });
    const both = parseLinkArguments([...given, "--key", "1042"]);
    expect(both).toMatchObject({ kind: "refused", message: expect.stringContaining("--key and --id") });
  });

  test.each([
    ["no act", [], /exactly one/],
    ["two acts", ["--candidates", "--unlink"], /exactly one/],
    ["no reason", ["--to", "7"], /--reason is missing/],
    ["a blank reason", ["--unlink", "--reason", "  "], /--reason is missing/],
    ["an id that is no number", ["--to", "abc", "--reason", "x"], /--to must be an id/],
    ["payments without a move", ["--to", "7", "--reason", "x", "--with-payments"], /--with-payments needs/],
    ["an unknown option", ["--force"], /force/],
  ])("refuses %s", (_name, options, words) => {
    const answer = parseLinkArguments([...RECORD, ...options]);
    expect(answer).toMatchObject({ kind: "refused", message: expect.stringMatching(words) });
  });

  test("names what is missing or unknown of the record", () => {
    const answer = parseLinkArguments(["--env", "test", "--kind", "order", "--candidates"]);
    expect(answer).toMatchObject({ kind: "refused" });
    const message = answer.kind === "refused" ? answer.message : "";
    for (const name of ["--env", "--kind", "--key"]) expect(message).toContain(name);
  });
});
