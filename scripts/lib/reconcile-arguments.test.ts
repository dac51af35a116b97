import { describe, expect, it } from "vitest";
import { parseReconcileArguments } from "./reconcile-arguments.ts";

const read = (line: string) => parseReconcileArguments(line.split(" ").filter(Boolean));

describe("the arguments of npm run reconcile", () => {
  it("compares everything and shows all months", () => {
    expect(read("--env sandbox")).toEqual({
      kind: "reconcile",
      request: {
        tripletexEnv: "sandbox",
        month: null,
        files: { csv: null, xlsx: null },
        compares: true,
        act: { do: "show" },
        isJson: false,
      },
    });
  });

  it("reads month, files and signature", () => {
    const line =
      "--env production --month 2026-01 --csv a.csv --xlsx a.xlsx --no-compare --sign-off --comment Sett";
    expect(read(line)).toMatchObject({
      request: {
        month: "2026-01",
        files: { csv: "a.csv", xlsx: "a.xlsx" },
        compares: false,
        act: { do: "signOff", month: "2026-01", comment: "Sett" },
      },
    });
    expect(read("--env sandbox --month 2026-01 --reopen --comment Feil")).toMatchObject({
      request: { act: { do: "reopen", comment: "Feil" } },
    });
  });

  it.each([
    "",
    "--env nowhere",
    "--env sandbox --month 2026-13",
    "--env sandbox --month januar",
    "--env sandbox --sign-off",
    "--env sandbox --month 2026-01 --sign-off --reopen",
    "--env sandbox --csv a --xlsx a",
    "--env sandbox 2026-01",
    "--env sandbox --csv",
  ])("refuses “%s”", (line) => {
    expect(read(line).kind).toBe("refused");
  });

  it("shows the help whatever else is asked", () => {
    expect(read("--help --env nowhere")).toEqual({ kind: "help" });
  });
});
