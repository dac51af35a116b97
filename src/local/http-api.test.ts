import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { ConvexHttpClient } from "convex/browser";
import { ConvexError } from "convex/values";
import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { reachInternals } from "./engine-internals.ts";
import { api, internal } from "./fixtures/convex/_generated/api.js";
import { createIssuer, FIXTURE_DIR, type FixtureBackend, startFixture } from "./fixtures/support.ts";
import { LOCAL_ISSUER, startLocalBackend } from "./index.ts";

/** Sends any headers, which `fetch` would not. */
function rawStatus(address: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(address, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
}

/** All committed documents; a closed backend answers no function any more. */
function documentsOf(backend: FixtureBackend): unknown[] {
  const databases = Object.values(reachInternals(backend.t).components).map(({ db }) => db);
  // oxlint-disable-next-line no-underscore-dangle -- the engine's own name
  return databases.flatMap((database) => Object.values(database._documents));
}

const post = (backend: FixtureBackend, path: string, init: RequestInit) =>
  fetch(`${backend.url}${path}`, { method: "POST", ...init });

async function localToken(backend: FixtureBackend): Promise<string> {
  const response = await fetch(`${backend.url}/local/identity`);
  const body = (await response.json()) as { token: string };
  return body.token;
}

describe("the HTTP API", () => {
  it("serves queries, mutations, actions and consistent queries to ConvexHttpClient", async () => {
    const client = new ConvexHttpClient((await startFixture()).url);
    expect(await client.query(api.items.count, {})).toBe(0);
    await client.mutation(api.items.add, { n: 1 });
    expect(await client.query(api.items.count, {})).toBe(1);
    expect(await client.consistentQuery(api.items.count, {})).toBe(1);
    const hash = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";
    expect(await client.action(api.nodeActions.hash, { text: "hello world" })).toBe(hash);
  });

  it("hands on the data of a ConvexError and rolls the mutation back", async () => {
    const client = new ConvexHttpClient((await startFixture()).url);
    const failure: unknown = await client.mutation(api.items.fail, {}).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConvexError);
    expect(failure).toMatchObject({ data: { code: "NOPE", message: "This never works." } });
    expect(await client.query(api.items.count, {})).toBe(0);
    await expect(client.query(api.items.crash, {})).rejects.toThrow(
      /Server Error\nUncaught Error: plain failure/,
    );
  });

  it("refuses internal functions, unknown ones and ones of another kind", async () => {
    const client = new ConvexHttpClient((await startFixture()).url);
    const secret = internal.items.secret as unknown as typeof api.items.doNothing;
    await expect(client.mutation(secret, {})).rejects.toThrow(
      "Could not find public function for 'items:secret'",
    );
    const unknown = internal.items.secret as unknown as typeof api.items.count;
    await expect(client.query(unknown, {})).rejects.toThrow("Could not find public function");
    const wrongKind = api.items.add as unknown as typeof api.items.count;
    await expect(client.query(wrongKind, {})).rejects.toThrow(
      "items:add as Query, but it is defined as Mutation",
    );
  });

  it("runs internal functions for the administrator, also as somebody else, and for nobody with a wrong key", async () => {
    const backend = await startFixture();
    const call = (authorization: string, path: string) =>
      post(backend, "/api/function", {
        headers: { authorization },
        body: JSON.stringify({ path, args: {} }),
      });
    expect(await (await call(`Convex ${backend.adminKey}`, "items.js:secret")).json()).toMatchObject({
      status: "success",
      value: "internal answer",
    });
    const somebody = Buffer.from(JSON.stringify({ subject: "kari", issuer: "https://x.example" })).toString(
      "base64",
    );
    expect(await (await call(`Convex ${backend.adminKey}:${somebody}`, "items:whoAmI")).json()).toMatchObject(
      {
        value: { subject: "kari", tokenIdentifier: "https://x.example|kari" },
      },
    );
    expect((await call(`Convex ${backend.adminKey}0`, "items:secret")).status).toBe(401);
    expect((await call("Basic abc", "items:count")).status).toBe(401);
  });

  it("answers what it can't read with 400 and what it doesn't know with 404", async () => {
    const backend = await startFixture();
    expect((await post(backend, "/api/query", { body: "{" })).status).toBe(400);
    expect((await post(backend, "/api/query", { body: JSON.stringify({ args: [] }) })).status).toBe(400);
    expect((await post(backend, "/api/storage/upload", { body: "x" })).status).toBe(404);
    expect((await fetch(`${backend.url}/version`)).status).toBe(200);
  });
});

describe("identity", () => {
  it("gives a page on this machine a token that functions accept as the local operator", async () => {
    const backend = await startFixture();
    const token = await localToken(backend);
    const claims = decodeJwt(token);
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(15 * 60);
    const client = new ConvexHttpClient(backend.url, { auth: token });
    expect(await client.query(api.items.whoAmI, {})).toMatchObject({
      issuer: LOCAL_ISSUER,
      subject: "local",
      name: "Local operator",
      tokenIdentifier: `${LOCAL_ISSUER}|local`,
    });
  });

  it("refuses tokens that somebody else signed in its name, of another process or altered", async () => {
    const [backend, other] = [await startFixture(), await startFixture()];
    const forged = await (await createIssuer(LOCAL_ISSUER)).sign("local");
    const [header = "", payload = "", signature = ""] = (await localToken(backend)).split(".");
    const claims = { ...decodeJwt(`${header}.${payload}.${signature}`), sub: "admin" };
    const altered = Buffer.from(JSON.stringify(claims)).toString("base64url");
    const unsigned = Buffer.from(JSON.stringify({ alg: "none", typ: "JWT" })).toString("base64url");
    const refused = [
      forged,
      await localToken(other),
      `${header}.${altered}.${signature}`,
      `${unsigned}.${payload}.`,
      "garbage",
    ];
    for (const token of refused) {
      const response = await post(backend, "/api/query", {
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ path: "items:count", args: [{}] }),
      });
      expect(response.status).toBe(401);
      expect(await response.text()).not.toContain(token);
    }
  });

  it("gives no token to foreign pages, foreign host names and origins that were not named", async () => {
    const backend = await startFixture({ allowedOrigins: ["http://127.0.0.1:3000"] });
    const status = (headers: Record<string, string>) => rawStatus(`${backend.url}/local/identity`, headers);
    expect(await status({ host: "127.0.0.1:3210" })).toBe(200);
    expect(await status({ origin: "http://127.0.0.1:3000" })).toBe(200);
    expect(await status({ origin: "https://evil.example" })).toBe(403);
    expect(await status({ origin: "http://127.0.0.1:3001" })).toBe(403);
    expect(await status({ host: "evil.example" })).toBe(403);
    expect(await rawStatus(`${backend.siteUrl}/below/x`, { host: "evil.example" })).toBe(403);
  });

  it("answers a preflight with the origin of the page", async () => {
    const backend = await startFixture();
    const origin = "http://localhost:3000";
    const response = await fetch(`${backend.url}/api/query`, { method: "OPTIONS", headers: { origin } });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe(origin);
    expect(response.headers.get("access-control-allow-headers")).toContain("authorization");
  });
});

describe("limits, at half of Convex's", () => {
  const MEBIBYTE = 1024 * 1024;

  it("refuses arguments above 8 MiB, and above 2.5 MiB for a Node action", async () => {
    const client = new ConvexHttpClient((await startFixture()).url);
    expect(await client.mutation(api.items.take, { text: "x".repeat(7 * MEBIBYTE) })).toBe(7 * MEBIBYTE);
    await expect(client.mutation(api.items.take, { text: "x".repeat(8 * MEBIBYTE) })).rejects.toThrow(
      /Too large.*arguments of "items:take"/,
    );
    expect(await client.action(api.nodeActions.hash, { text: "x".repeat(2 * MEBIBYTE) })).toHaveLength(64);
    await expect(client.action(api.nodeActions.hash, { text: "x".repeat(2.5 * MEBIBYTE) })).rejects.toThrow(
      /Too large/,
    );
  });

  it("refuses a document above 512 KiB, 8 MiB of writes, and more than 2,048 index ranges", async () => {
    const client = new ConvexHttpClient((await startFixture()).url);
    await expect(
      client.mutation(api.items.store, { text: "x".repeat(MEBIBYTE / 2), copies: 1 }),
    ).rejects.toThrow(/Too large.*notes/);
    const text = "x".repeat(MEBIBYTE / 4);
    await client.mutation(api.items.store, { text, copies: 31 });
    await expect(client.mutation(api.items.store, { text, copies: 33 })).rejects.toThrow(
      /Wrote too much data/,
    );
    await client.query(api.items.readOften, { times: 2048 });
    await expect(client.query(api.items.readOften, { times: 2049 })).rejects.toThrow(/Too many index ranges/);
  });
});

describe("starting and closing", () => {
  it("names a busy port and leaves nothing behind", async () => {
    const backend = await startFixture();
    const busyPort = Number(new URL(backend.siteUrl).port);
    const options = {
      convexDir: FIXTURE_DIR,
      port: 0,
      sitePort: busyPort,
      environmentVariables: { LEFT_BEHIND: "1" },
    };
    await expect(startLocalBackend(options)).rejects.toThrow(
      `Port ${busyPort} (HTTP actions of the local backend)`,
    );
    expect(process.env.LEFT_BEHIND).toBeUndefined();
  });

  it("gives functions their environment variables until it closes", async () => {
    const backend = await startFixture({ environmentVariables: { FIXTURE_COLOUR: "blue" } });
    const client = new ConvexHttpClient(backend.url);
    expect(await client.query(api.items.environment, { name: "FIXTURE_COLOUR" })).toBe("blue");
    await backend.close();
    expect(process.env.FIXTURE_COLOUR).toBeUndefined();
    await expect(client.query(api.items.count, {})).rejects.toThrow();
  });

  it("says what is wrong with a folder without a schema", async () => {
    await expect(startLocalBackend({ convexDir: "/nowhere", port: 0, sitePort: 0 })).rejects.toThrow(
      /schema\.ts must exist/,
    );
  });

  it("cancels what is scheduled and refuses further work once it is closed", async () => {
    const backend = await startFixture();
    await new ConvexHttpClient(backend.url).mutation(api.items.scheduleIn, { delayMs: 30 });
    await backend.close();
    await delay(60);
    expect(documentsOf(backend)).toMatchObject([{ name: "ticks:record", state: { kind: "canceled" } }]);
    await expect(backend.t.mutation(api.items.add, { n: 1 })).rejects.toThrow("The local backend is closed.");
  });
});

describe("the site", () => {
  it("runs HTTP actions, keeps several cookies, and answers 404 and 500 like a deployment", async () => {
    const backend = await startFixture();
    const posted = await fetch(`${backend.siteUrl}/hook`, { method: "POST", body: "hei å" });
    expect([posted.status, await posted.json()]).toEqual([201, { got: "hei å" }]);
    const below = await fetch(`${backend.siteUrl}/below/deep?x=1`);
    expect([await below.text(), below.headers.getSetCookie()]).toEqual(["/below/deep", ["a=1", "b=2"]]);
    expect((await fetch(`${backend.siteUrl}/none`)).status).toBe(404);
    expect((await fetch(`${backend.siteUrl}/crash`)).status).toBe(500);
    expect(
      await backend.run(async (ctx) => (await ctx.db.query("ticks").collect()).map(({ source }) => source)),
    ).toEqual(["http"]);
  });
});
