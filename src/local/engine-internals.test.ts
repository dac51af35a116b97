import { convexTest } from "convex-test";
import { expect, it } from "vitest";
import { assertEngineVersion, ENGINE_VERSION, reachInternals, tableOfId } from "./engine-internals.ts";

it("reaches the databases and transactions of exactly the instance that it is given", async () => {
  const modules = { "./_generated/api.js": () => Promise.resolve({}) };
  const [first, second] = [convexTest({ modules }), convexTest({ modules })];
  await first.run(async (ctx) => await ctx.db.insert("things", { n: 1 }));
  // oxlint-disable no-underscore-dangle -- the engine's own name
  const documents = [first, second].map((engine) =>
    Object.values(reachInternals(engine).components).flatMap(({ db }) => Object.values(db._documents)),
  );
  expect(documents.map((found) => found.map(({ n }) => n))).toEqual([[1], []]);
});

it("refuses another version of convex-test by name", () => {
  expect(() => assertEngineVersion(ENGINE_VERSION)).not.toThrow();
  expect(() => assertEngineVersion("0.0.61")).toThrow(
    /written for convex-test 0\.0\.60, but 0\.0\.61 is installed/,
  );
});

it("refuses something that is no convex-test instance", () => {
  expect(() => reachInternals({ finishInProgressScheduledFunctions: () => Promise.resolve() })).toThrow(
    /no longer shows/,
  );
});

it("reads the table out of an id", () => {
  expect(tableOfId("000000000000000000000010001items")).toBe("items");
  expect(tableOfId("0000010000_scheduled_functions")).toBe("_scheduled_functions");
});
