import { expect, test } from "vitest";
import { createRequestLog } from "./request-log.ts";

test("keeps the latest requests and never more than fifty thousand", () => {
  const log = createRequestLog([]);
  const url = new URL("http://127.0.0.1/v2/customer");
  const request = { method: "GET", url, path: "/customer", template: "/customer", bodyText: "" };
  for (let at = 1; at <= 50_001; at += 1) log.add({ ...request, at });
  expect(log.list().length).toBe(45_001);
  expect(log.list()[0]?.at).toBe(5_001);
  expect(log.list().at(-1)?.at).toBe(50_001);
});
