import { expect, it } from "vitest";
import { applyEnvironment } from "./environment.ts";

const NAME = "LOCAL_BACKEND_TEST_VARIABLE";

it("sets variables while they are needed and puts back what was there", () => {
  process.env[NAME] = "before";
  const restore = applyEnvironment({ [NAME]: "during" });
  expect(process.env[NAME]).toBe("during");
  restore();
  expect(process.env[NAME]).toBe("before");
  delete process.env[NAME];
});

it("keeps a shared value until the last holder lets go, and removes what was not there before", () => {
  const restoreFirst = applyEnvironment({ [NAME]: "same" });
  const restoreSecond = applyEnvironment({ [NAME]: "same" });
  restoreFirst();
  expect(process.env[NAME]).toBe("same");
  restoreSecond();
  expect(process.env[NAME]).toBeUndefined();
});

it("refuses a value that contradicts one in use, and then changes nothing", () => {
  const restore = applyEnvironment({ [NAME]: "mine" });
  const other = `${NAME}_OTHER`;
  expect(() => applyEnvironment({ [other]: "x", [NAME]: "yours" })).toThrow(new RegExp(NAME));
  expect([process.env[NAME], process.env[other]]).toEqual(["mine", undefined]);
  restore();
});
