import { describe, expect, it } from "vitest";
import { parseWrittenArguments } from "./written-arguments.ts";

const read = (line: string) => parseWrittenArguments(line.split(" ").filter(Boolean));

describe("the arguments of npm run written", () => {
  it("reads environment and run", () => {
    const request = { kind: "written", tripletexEnv: "sandbox", runId: "abc" };
    expect(read("--env sandbox --run abc")).toEqual({ ...request, isJson: false });
    expect(read("--env sandbox --run abc --json")).toEqual({ ...request, isJson: true });
  });

  it.each([
    "",
    "--env sandbox",
    "--run abc",
    "--env nowhere --run abc",
    "--env sandbox --run abc --all",
    "abc",
  ])("refuses “%s” with the usage", (line) => {
    expect(() => read(line)).toThrow("Usage: npm run written");
  });

  it("shows the help whatever else is asked", () => {
    expect(read("--help --env nowhere")).toMatchObject({ kind: "help" });
  });
});
