/**
 * One fault on one write, for every kind of write: whatever Tripletex does to a request, after at most three syncs each
 * record stands in the books exactly once, nothing is in doubt, and no run is left alive.
 */
import { afterEach, describe, expect, test } from "vitest";
import type { FaultRuleInput } from "../../src/simulators/http/faults.ts";
import { checkBooks } from "../helpers/check-books.ts";
import { sorted } from "../helpers/rubic-facts.ts";
import { createSmallWorld } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startStack } from "../helpers/stack.ts";
import { syncUntilStable } from "../helpers/sync-until-stable.ts";
import { WRITE_TARGETS, type WriteTarget } from "../helpers/write-targets.ts";

/** Shorter than the tests' settle time of 200 ms, as a real late commit is shorter than the real one. */
const LATE_MS = 150;
const SLOW_MS = 50;

type Fault = { name: string; rule: FaultRuleInput };

const FAULTS: Fault[] = [
  { name: "the connection drops before it is carried out", rule: { kind: "dropBefore" } },
  { name: "the connection drops after it is carried out", rule: { kind: "dropAfter" } },
  { name: "an error is answered, nothing done", rule: { kind: "errorBefore" } },
  { name: "a web page is answered with 500, nothing done", rule: { kind: "errorBefore", as: "html" } },
  { name: "an error is answered, though it is done", rule: { kind: "errorAfter" } },
  {
    name: "a web page is answered with 503, though it is done",
    rule: { kind: "errorAfter", status: 503, as: "html" },
  },
  { name: "it is carried out after the connection dropped", rule: { kind: "lateCommit", delayMs: LATE_MS } },
  { name: "a web page is answered with 200", rule: { kind: "html" } },
  { name: "all sessions end", rule: { kind: "expireSessions" } },
  { name: "the answer is slow", rule: { kind: "slowAfter", delayMs: SLOW_MS } },
];

let stack: Stack;
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

// Plain loops: a title of `each` is cut short, and these are to be read in full.
for (const target of WRITE_TARGETS) {
  describe(`${target.name} is written once`, () => {
    for (const { name, rule } of FAULTS) test(`when ${name}`, () => expectOnce(target, rule));
  });
}

async function expectOnce(target: WriteTarget, rule: FaultRuleInput): Promise<void> {
  stack = await startStack({ world: createSmallWorld() });
  const { sandbox, rubic } = stack.remotes;
  sandbox.control.changeSettings({ listEndpointsAreOpen: target.areListsOpen });
  expect((await stack.sync("sandbox")).status).toBe("success");
  target.change(rubic.world);
  const { method, path, after } = target;
  sandbox.control.faults.add({ ...rule, method, path, after });
  const statuses = await syncUntilStable(stack);
  expect(sandbox.control.faults.list().map(({ fired }) => fired)).toEqual([1]);
  expect(statuses.at(-1)).toBe("success");
  await checkBooks(stack);
  const names = rubic.world.products.map(({ productName }) => productName);
  expect(sorted(sandbox.state.products.map(({ name }) => name))).toEqual(sorted(names));
  const emails = rubic.world.customers.map(({ email }) => email ?? "");
  expect(sorted(sandbox.state.customers.map(({ email }) => email))).toEqual(sorted(emails));
}
