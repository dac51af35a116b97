import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { createOriginGuard } from "./origins.ts";

const request = (host: string | undefined, origin?: string) =>
  ({ headers: { host, ...(origin === undefined ? {} : { origin }) } }) as IncomingMessage;

describe("the origin guard", () => {
  it.each([
    ["127.0.0.1:3210", undefined],
    ["localhost:3210", "http://localhost:3000"],
    ["[::1]:3210", "http://[::1]:3000"],
    ["LOCALHOST", "https://127.0.0.1"],
  ])("lets in host %s with origin %s", (host, origin) => {
    expect(createOriginGuard(undefined).refusal(request(host, origin))).toBeNull();
  });

  it.each([
    ["evil.example:3210", undefined],
    ["127.0.0.1.evil.example", undefined],
    ["localhost.evil.example:3210", undefined],
    ["10.0.0.5:3210", undefined],
    [undefined, undefined],
    ["127.0.0.1:3210", "https://evil.example"],
    ["127.0.0.1:3210", "http://localhost.evil.example"],
    ["127.0.0.1:3210", "http://localhost:3000.evil.example"],
    ["127.0.0.1:3210", "http://evil.example/http://localhost"],
    ["127.0.0.1:3210", "null"],
  ])("refuses host %s with origin %s", (host, origin) => {
    expect(createOriginGuard(undefined).refusal(request(host, origin))).not.toBeNull();
  });

  it("lets in only the named origins when some are named", () => {
    const guard = createOriginGuard(["http://127.0.0.1:3000"]);
    expect(guard.refusal(request("127.0.0.1:3210", "http://127.0.0.1:3000"))).toBeNull();
    expect(guard.refusal(request("127.0.0.1:3210", "http://127.0.0.1:3001"))).not.toBeNull();
    expect(guard.refusal(request("127.0.0.1:3210"))).toBeNull();
  });

  it("names the origin in its CORS headers, never a star", () => {
    const headers = createOriginGuard(undefined).corsHeaders(request("localhost", "http://localhost:3000"));
    expect(headers).toMatchObject({ "access-control-allow-origin": "http://localhost:3000", vary: "origin" });
    expect(createOriginGuard(undefined).corsHeaders(request("localhost"))).toEqual({});
  });

  it.each(["*", "http://127.0.0.1:3000/", "127.0.0.1:3000"])(
    "refuses %s as the name of an origin",
    (origin) => {
      expect(() => createOriginGuard([origin])).toThrow(/is not an origin/);
    },
  );
});
