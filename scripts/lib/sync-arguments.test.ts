import { describe, expect, it } from "vitest";
import { parseSyncArguments } from "./sync-arguments.ts";

const read = (line: string) => parseSyncArguments(line.split(" ").filter(Boolean));

describe("the arguments of npm run sync", () => {
  it("reads environment and type, and carries what may have changed unless told otherwise", () => {
    expect(read("--env sandbox --type all")).toEqual({
      kind: "sync",
      request: { tripletexEnv: "sandbox", type: "all", mode: "incremental", isJson: false, isFollowed: true },
    });
  });

  it("reads every option", () => {
    expect(read("--env=production --type payments --mode full --json --no-wait")).toEqual({
      kind: "sync",
      request: {
        tripletexEnv: "production",
        type: "payments",
        mode: "full",
        isJson: true,
        isFollowed: false,
      },
    });
  });

  it("never guesses an environment or a type", () => {
    expect(read("--type all")).toMatchObject({ kind: "refused", message: expect.stringContaining("--env") });
    expect(read("--env sandbox")).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("--type"),
    });
    expect(read("--env Sandbox --type all")).toMatchObject({ kind: "refused", needsUsage: true });
    expect(read("")).toMatchObject({ message: expect.stringMatching(/--env.*\n--type/) });
  });

  it("refuses what it does not know, loose words included", () => {
    expect(read("--env sandbox --type all --force")).toMatchObject({ kind: "refused", needsUsage: true });
    expect(read("sandbox --type all")).toMatchObject({ kind: "refused", needsUsage: true });
    expect(read("--env sandbox --type all --mode fast")).toMatchObject({ kind: "refused", needsUsage: true });
  });

  it.each(["--mode preview", "--plan 7", "--key 1 --key 2"])("refuses %s as not built yet", (option) => {
    expect(read(`--env sandbox --type all ${option}`)).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("is not built yet, so nothing was started"),
    });
  });

  it("shows the help whatever else is asked", () => {
    expect(read("--help --env nowhere")).toEqual({ kind: "help" });
  });
});
