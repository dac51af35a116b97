import { describe, expect, test } from "vitest";
import { parseDoctorArguments } from "./doctor-arguments.ts";
import { parseLinkArguments } from "./link-arguments.ts";
import { parseSettingsArguments } from "./settings-arguments.ts";
import { parseSyncArguments } from "./sync-arguments.ts";
import { parseWrittenArguments } from "./written-arguments.ts";

describe("an option that can't be understood", () => {
  test.each([
    ["no value at the end", ["--env", "sandbox", "--key"], "--key needs a value after it."],
    ["another option for a value", ["--key", "--env", "sandbox"], "--key needs a value after it."],
    ["a value for a switch", ["--json=yes"], "--json takes no value."],
    ["an unknown option", ["--fast"], "There is no option --fast."],
    ["a word of its own", ["sandbox"], '"sandbox" belongs to no option.'],
  ])("is told in our words: %s", (_what, given, message) => {
    expect(parseSyncArguments(given)).toEqual({ kind: "refused", message, needsUsage: true });
  });

  test("is told so by every command", () => {
    const refused = { kind: "refused", message: expect.stringContaining("--env needs a value after it.") };
    expect(parseLinkArguments(["--env"])).toMatchObject(refused);
    expect(parseDoctorArguments(["--env"])).toMatchObject(refused);
    expect(parseSettingsArguments(["--env"])).toMatchObject(refused);
    expect(() => parseWrittenArguments(["--env"])).toThrow("--env needs a value after it.");
  });
});
