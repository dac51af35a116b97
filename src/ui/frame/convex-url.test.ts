import { expect, test } from "vitest";
import { readConvexUrl } from "./convex-url.ts";

const read = (value: string | undefined) => readConvexUrl({ NEXT_PUBLIC_CONVEX_URL: value });

test("takes the address of the deployment, without a slash at its end", () => {
  expect(read(" http://127.0.0.1:3210/ ")).toEqual({ kind: "url", url: "http://127.0.0.1:3210" });
});

test("says that the setting is missing when it is absent or empty", () => {
  expect(read(undefined)).toEqual({ kind: "missing", value: null });
  expect(read("  ")).toEqual({ kind: "missing", value: null });
});

test("gives back what is not an address, so that the page can name it", () => {
  expect(read("127.0.0.1:3210")).toEqual({ kind: "missing", value: "127.0.0.1:3210" });
  expect(read("ftp://example.invalid")).toEqual({ kind: "missing", value: "ftp://example.invalid" });
});
