/** Lines that rest on the deployment's settings: each needs a deployment of its own. */
import { afterEach, expect, test } from "vitest";
import type { ReadinessCode } from "../../src/sync/readiness/line.ts";
import { createSmallWorld } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

let stack: Stack;
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

async function startSmall(environmentVariables: Record<string, string>): Promise<void> {
  stack = await startStack({
    remotes: await startRemotes({ world: createSmallWorld() }),
    environmentVariables,
  });
}

async function lineOf(code: ReadinessCode) {
  const { lines } = await stack.checkReadiness("production");
  return lines.find((each) => each.code === code);
}

test("a missing setting is red by name, nobody is asked, and nothing is green", async () => {
  await startSmall({ TRIPLETEX_PRODUCTION_EMPLOYEE_TOKEN: "" });
  const { lines } = await stack.checkReadiness("production");
  expect(lines[0]).toMatchObject({
    code: "SETTINGS",
    state: "red",
    finding: expect.stringContaining("TRIPLETEX_PRODUCTION_EMPLOYEE_TOKEN"),
  });
  expect(lines.filter(({ state }) => state === "green")).toEqual([]);
  expect(stack.remotes.rubic.control.log.list()).toEqual([]);
  expect(stack.remotes.production.control.requests.list()).toEqual([]);
});

test.each([
  ["", "red", "not set from which date"],
  ["2199-01-01", "warning", "more than 31 days from now"],
])("the cut-over date “%s” is %s", async (BOOKS_FROM_PRODUCTION, state, words) => {
  await startSmall({ BOOKS_FROM_PRODUCTION });
  expect(await lineOf("CUT_OVER")).toMatchObject({ state, finding: expect.stringContaining(words) });
});

test("one company for both environments is red in the one that is checked later", async () => {
  const remotes = await startRemotes({ world: createSmallWorld() });
  const environmentVariables = { TRIPLETEX_SANDBOX_BASE_URL: remotes.production.url };
  stack = await startStack({ remotes, environmentVariables });
  await stack.checkReadiness("sandbox");
  expect(await lineOf("COMPANY")).toMatchObject({
    state: "red",
    finding: expect.stringMatching(/Ekte IL .* is also the company of sandbox/),
  });
});
