import { describe, expect, it } from "vitest";
import { parseDoctorArguments } from "./doctor-arguments.ts";

describe("the arguments of npm run doctor", () => {
  it("reads an environment alone", () => {
    expect(parseDoctorArguments(["--env", "production"])).toEqual({
      kind: "doctor",
      request: { tripletexEnv: "production", companyId: null, override: null, undo: null, isJson: false },
    });
  });

  it("reads every option, and a line however it is written", () => {
    const given = ["--env=sandbox", "--confirm-company", "222", "--override", "bank-account", "--reason"];
    expect(parseDoctorArguments([...given, "It comes on Monday", "--undo", "CLOCKS", "--json"])).toEqual({
      kind: "doctor",
      request: {
        tripletexEnv: "sandbox",
        companyId: 222,
        override: { code: "BANK_ACCOUNT", reason: "It comes on Monday" },
        undo: "CLOCKS",
        isJson: true,
      },
    });
  });

  it.each([
    [[], "--env must be"],
    [["--env", "test"], "--env must be"],
    [["--env", "production", "--override", "CLOCKS"], "belong together"],
    [["--env", "production", "--reason", "x"], "belong together"],
    [["--env", "production", "--override", "CLOCKS", "--reason", "  "], "--reason must not be empty"],
    [["--env", "production", "--override", "EVERYTHING", "--reason", "x"], "--override must be one of"],
    [["--env", "production", "--confirm-company", "Ekte IL"], "--confirm-company must be the number"],
    [["--env", "production", "--force"], "--force"],
  ])("refuses %j", (given, message) => {
    const parsed = parseDoctorArguments(given);
    expect(parsed).toMatchObject({ kind: "refused", message: expect.stringContaining(message) });
  });

  it("shows its usage when asked", () => {
    expect(parseDoctorArguments(["--help"])).toEqual({ kind: "help" });
  });
});
