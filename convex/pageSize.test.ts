import { expect, test, vi } from "vitest";
import { LOCAL_ISSUER } from "../src/identity.ts";
import { api } from "./_generated/api.js";
import { boundedSize, MAX_PAGE_SIZE } from "./pageSize.ts";
import { createTest, startRun } from "./setup.testing.ts";

test.each([
  [20, 20],
  [MAX_PAGE_SIZE + 1, MAX_PAGE_SIZE],
  [Number.POSITIVE_INFINITY, MAX_PAGE_SIZE],
  [1.5, 1],
  [0, 1],
  [-3, 1],
  [Number.NaN, 1],
])("who asks for %d rows gets at most %d", (asked, given) => {
  expect(boundedSize(asked, MAX_PAGE_SIZE)).toBe(given);
});

test("a list that is asked for everything answers a page, and the rest page by page", async () => {
  vi.useFakeTimers();
  const t = createTest();
  const { runId } = await startRun(t);
  const events = Array.from({ length: MAX_PAGE_SIZE + 20 }, (_, at) => at);
  await t.run(async (ctx) => {
    for (const at of events) await ctx.db.insert("runEvents", { runId, at, level: "info", message: `${at}` });
  });
  const operator = t.withIdentity({ issuer: LOCAL_ISSUER, subject: "local" });
  const read = (cursor: string | null) =>
    operator.query(api.runs.events, { runId, paginationOpts: { numItems: 1_000_000, cursor } });
  const first = await read(null);
  expect(first.page).toHaveLength(MAX_PAGE_SIZE);
  const second = await read(first.continueCursor);
  const seen = [...first.page, ...second.page].map(({ message }) => message);
  expect(seen).toEqual(events.toReversed().map(String));
});

test("a list of runs that is asked for less than one answers one", async () => {
  vi.useFakeTimers();
  const t = createTest();
  const { runId } = await startRun(t);
  const operator = t.withIdentity({ issuer: LOCAL_ISSUER, subject: "local" });
  const runs = await operator.query(api.runs.list, { tripletexEnv: "sandbox", limit: -1 });
  expect(runs.map((run) => run.runId)).toEqual([runId]);
});
