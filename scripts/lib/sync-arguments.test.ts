import { describe, expect, it } from "vitest";
import { parseSyncArguments } from "./sync-arguments.ts";

const read = (line: string) => parseSyncArguments(line.split(" ").filter(Boolean));

describe("the arguments of npm run sync", () => {
  it("reads environment and type, and carries what may have changed unless told otherwise", () => {
    expect(read("--env sandbox --type all")).toEqual({
      kind: "sync",
      request: {
        tripletexEnv: "sandbox",
        type: "all",
        mode: "incremental",
        keys: [],
        isJson: false,
        isFollowed: true,
      },
    });
  });

  it("reads every option", () => {
    expect(read("--env=production --type payments --mode full --json --no-wait")).toEqual({
      kind: "sync",
      request: {
        tripletexEnv: "production",
        type: "payments",
        mode: "full",
        keys: [],
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

  it("reads a preview, and a plan with or without its type", () => {
    expect(read("--env sandbox --type all --mode preview")).toMatchObject({ request: { mode: "preview" } });
    const plan = {
      tripletexEnv: "sandbox",
      mode: "incremental",
      planId: "k57",
      keys: [],
      isJson: false,
      isFollowed: true,
    };
    expect(read("--env sandbox --plan k57")).toEqual({ kind: "sync", request: plan });
    expect(read("--env sandbox --plan k57 --type customers")).toEqual({
      kind: "sync",
      request: { ...plan, type: "customers" },
    });
  });

  it("refuses a plan together with a mode, and one without an id", () => {
    expect(read("--env sandbox --plan k57 --mode full")).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("--mode does not go with --plan"),
    });
    expect(read("--env sandbox --plan=")).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("--plan"),
    });
  });

  it("refuses a plan together with single records", () => {
    expect(read("--env sandbox --plan k57 --key 1")).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("--key does not go with --plan"),
    });
  });

  it("reads single records of one type", () => {
    expect(read("--env sandbox --type customers --key 10001 --key 10002")).toMatchObject({
      kind: "sync",
      request: { type: "customers", mode: "incremental", keys: ["10001", "10002"] },
    });
  });

  it.each([
    ["--type all --key 1", "one type"],
    ["--type invoices --key 1 --mode full", "leave --mode out"],
    ["--type invoices --key 1 --mode incremental", "leave --mode out"],
    ["--type invoices --key=", "must not be empty"],
    [`--type invoices ${"--key 1 ".repeat(51)}`, "50 times at most"],
  ])("refuses %s", (options, why) => {
    expect(read(`--env sandbox ${options}`)).toMatchObject({
      kind: "refused",
      message: expect.stringContaining(why),
    });
  });

  it("shows the help whatever else is asked", () => {
    expect(read("--help --env nowhere")).toEqual({ kind: "help" });
  });
});
