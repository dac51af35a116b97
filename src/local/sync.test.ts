import { setTimeout as delay } from "node:timers/promises";
import { ConvexClient, ConvexHttpClient } from "convex/browser";
import { ConvexError } from "convex/values";
import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { api, internal } from "./fixtures/convex/_generated/api.js";
import {
  connect,
  createIssuer,
  type FixtureBackend,
  startFixture,
  waitFor,
  webSocketClass,
} from "./fixtures/support.ts";
import { LOCAL_ISSUER } from "./index.ts";

interface Frame {
  type: string;
  [field: string]: unknown;
}

/** Speaks the protocol by hand, for what the client library would never send. */
async function openSocket(backend: FixtureBackend) {
  const socket = new WebSocket(`${backend.url.replace("http", "ws")}/api/1.48.0/sync`);
  const frames: Frame[] = [];
  socket.on("message", (data: Buffer) => frames.push(JSON.parse(data.toString()) as Frame));
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  return {
    socket,
    frames,
    send: (message: Frame) => socket.send(JSON.stringify(message)),
    ofType: (type: string) => frames.filter((frame) => frame.type === type),
  };
}

const connectFrame = (sessionId: string): Frame => ({
  type: "Connect",
  sessionId,
  connectionCount: 0,
  lastCloseReason: null,
  clientTs: 0,
});
const addFrame = (requestId: number, udfPath = "items:add"): Frame => ({
  type: "Mutation",
  requestId,
  udfPath,
  args: [{ n: 7 }],
});

const pageQuery = (queryId: number, cursor: string | null) => ({
  type: "Add",
  queryId,
  udfPath: "items:list",
  args: [{ paginationOpts: { numItems: 5, cursor } }],
});

const numbersOf = (modification: Frame) =>
  (modification.value as { page: { n: number }[] }).page.map(({ n }) => n);

const decodeTimestamp = (ts: unknown) => Buffer.from(String(ts), "base64").readBigUInt64LE();

/** A client goes on asking for tokens until it is closed, and nobody awaits the answer that the backend's end cuts off. */
async function fetchToken(backend: FixtureBackend): Promise<string | null> {
  const response = await fetch(`${backend.url}/local/identity`).catch(() => null);
  return response === null ? null : ((await response.json()) as { token: string }).token;
}

describe("a live client", () => {
  it("sees what others commit, and its own mutation before the promise resolves", async () => {
    const backend = await startFixture();
    const [client, other] = [connect(backend), connect(backend)];
    const [own, seen]: [number[], number[]] = [[], []];
    client.onUpdate(api.items.count, {}, (count) => own.push(count));
    other.onUpdate(api.items.count, {}, (count) => seen.push(count));
    await waitFor(() => own.length > 0 && seen.length > 0);
    await client.mutation(api.items.add, { n: 1 });
    expect(own.at(-1)).toBe(1);
    await waitFor(() => seen.at(-1) === 1);
  });

  it("resolves a mutation that changes nothing", async () => {
    const client = connect(await startFixture());
    expect(await client.mutation(api.items.doNothing, {})).toBeNull();
  });

  it("gets the data of a ConvexError from mutations, and the failure of a query", async () => {
    const client = connect(await startFixture());
    const failure: unknown = await client.mutation(api.items.fail, {}).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConvexError);
    expect(failure).toMatchObject({ data: { code: "NOPE" } });
    const errors: Error[] = [];
    client.onUpdate(
      api.items.crash,
      {},
      () => undefined,
      (error) => errors.push(error),
    );
    expect((await waitFor(() => errors[0])).message).toContain("plain failure");
  });

  it("can't call internal functions", async () => {
    const client = connect(await startFixture());
    const secret = internal.items.secret as unknown as typeof api.items.doNothing;
    await expect(client.mutation(secret, {})).rejects.toThrow("Could not find public function");
  });

  it("is not told of mutations that were rolled back or concern other tables", async () => {
    const backend = await startFixture();
    const client = connect(backend);
    let updates = 0;
    client.onUpdate(api.items.count, {}, () => (updates += 1));
    await waitFor(() => updates === 1);
    const http = new ConvexHttpClient(backend.url);
    await expect(http.mutation(api.items.fail, {})).rejects.toThrow();
    await http.mutation(api.items.store, { text: "a", copies: 1 });
    await delay(60);
    expect(updates).toBe(1);
  });

  it("sees scheduled functions and Node actions do their work", async () => {
    const client = connect(await startFixture());
    const counts: number[] = [];
    client.onUpdate(api.ticks.count, { source: "node" }, (count) => counts.push(count));
    await client.mutation(api.items.scheduleNodeAction, {});
    await waitFor(() => counts.at(-1) === 2);
  });

  it("sees progress while an action calls mutations back to back", async () => {
    const client = connect(await startFixture());
    const counts: number[] = [];
    client.onUpdate(api.items.count, {}, (count) => counts.push(count));
    await waitFor(() => counts.length > 0);
    expect(await client.action(api.items.addMany, { times: 1500 })).toBe("added");
    await waitFor(() => counts.at(-1) === 1500);
    expect(counts.length).toBeGreaterThan(3);
  });

  it("receives a result above 5 MB in chunks", async () => {
    const client = connect(await startFixture());
    const texts: string[] = [];
    client.onUpdate(api.items.long, { characters: 3_500_000 }, (text) => texts.push(text));
    expect(await waitFor(() => texts[0])).toBe("å".repeat(3_500_000));
    const emptyLong: string[] = [];
    client.onUpdate(api.items.long, { characters: 1 }, (text) => emptyLong.push(text));
    expect(await waitFor(() => emptyLong[0])).toBe("å");
  });

  it("keeps pages gapless when rows are inserted, through the query journal", async () => {
    const backend = await startFixture();
    await backend.run(async (ctx) => {
      for (let n = 1; n <= 12; n += 1) await ctx.db.insert("items", { n });
    });
    const { send, ofType } = await openSocket(backend);
    send(connectFrame("pages"));
    send({ type: "ModifyQuerySet", baseVersion: 0, newVersion: 1, modifications: [pageQuery(1, null)] });
    const latest = () => (ofType("Transition").at(-1)?.modifications ?? []) as Frame[];
    const first = await waitFor(() => latest()[0]);
    expect(numbersOf(first)).toEqual([12, 11, 10, 9, 8]);
    expect(first.journal).toBe((first.value as { continueCursor: string }).continueCursor);
    send({
      type: "ModifyQuerySet",
      baseVersion: 1,
      newVersion: 2,
      modifications: [pageQuery(2, String(first.journal))],
    });
    expect(numbersOf(await waitFor(() => latest().find(({ queryId }) => queryId === 2)))).toEqual([
      7, 6, 5, 4, 3,
    ]);
    await new ConvexHttpClient(backend.url).mutation(api.items.add, { n: 13 });
    const again = await waitFor(() => latest().find((modification) => modification.queryId === 1));
    expect(numbersOf(again)).toEqual([13, 12, 11, 10, 9, 8]);
  });
});

describe("a broken connection", () => {
  it("is made again by the client, with its queries and a mutation sent meanwhile", async () => {
    const backend = await startFixture();
    const webSocket = webSocketClass();
    const client = connect(backend, webSocket);
    const counts: number[] = [];
    client.onUpdate(api.items.count, {}, (count) => counts.push(count));
    await waitFor(() => counts.at(-1) === 0);
    webSocket.cut();
    await client.mutation(api.items.add, { n: 1 });
    await waitFor(() => counts.at(-1) === 1);
    expect(webSocket.sockets.length).toBe(2);
  });

  it("does not run a mutation again whose answer was lost", async () => {
    const backend = await startFixture();
    const webSocket = webSocketClass();
    const client = connect(backend, webSocket);
    await client.query(api.items.count, {});
    // The answer gets as far as the socket and no further; then the connection breaks.
    const socket = await waitFor(() => webSocket.sockets[0]);
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- takes the place of the client's own handler
    socket.onmessage = () => socket.terminate();
    await client.mutation(api.items.add, { n: 1 });
    expect(await client.query(api.items.count, {})).toBe(1);
    expect(webSocket.sockets.length).toBe(2);
  });

  it("gives a resent mutation its first answer, also while the first run is going on", async () => {
    const backend = await startFixture();
    const [first, second] = [await openSocket(backend), await openSocket(backend)];
    const slow: Frame = {
      type: "Mutation",
      requestId: 3,
      udfPath: "items:addSlowly",
      args: [{ n: 5, turns: 500 }],
    };
    for (const { send } of [first, second]) {
      send(connectFrame("same"));
      send(slow);
    }
    const answers = [first, second].map(
      async ({ ofType }) => await waitFor(() => ofType("MutationResponse")[0]),
    );
    const [one, two] = await Promise.all(answers);
    expect(two).toEqual(one);
    expect(await new ConvexHttpClient(backend.url).query(api.items.count, {})).toBe(1);
    const other = await openSocket(backend);
    other.send(connectFrame("another session"));
    other.send(slow);
    await waitFor(() => other.ofType("MutationResponse")[0]);
    expect(await new ConvexHttpClient(backend.url).query(api.items.count, {})).toBe(2);
  });
});

describe("the protocol", () => {
  it("follows each successful mutation with a transition that continues the last one and has reached it", async () => {
    const { send, frames, ofType } = await openSocket(await startFixture());
    send(connectFrame("s"));
    send({ type: "ModifyQuerySet", baseVersion: 0, newVersion: 1, modifications: [] });
    send(addFrame(0));
    send(addFrame(1));
    await waitFor(() => ofType("Transition").length === 3);
    expect(frames.map(({ type }) => type)).toEqual([
      "Transition",
      "MutationResponse",
      "Transition",
      "MutationResponse",
      "Transition",
    ]);
    const [opening, afterFirst, afterSecond] = ofType("Transition");
    expect(opening?.endVersion).toMatchObject({ querySet: 1, identity: 0 });
    expect(afterFirst?.startVersion).toEqual(opening?.endVersion);
    expect(afterSecond?.startVersion).toEqual(afterFirst?.endVersion);
    const reached = decodeTimestamp(z.object({ ts: z.string() }).parse(afterSecond?.endVersion).ts);
    expect(reached).toBeGreaterThanOrEqual(decodeTimestamp(ofType("MutationResponse")[1]?.ts));
  });

  it("closes the connection on a message or a version that it can't make sense of", async () => {
    const backend = await startFixture();
    for (const nonsense of [
      { type: "Hello" },
      { type: "ModifyQuerySet", baseVersion: 4, newVersion: 5, modifications: [] },
    ]) {
      const { socket, send } = await openSocket(backend);
      const closed = new Promise<number>((resolve) => socket.once("close", resolve));
      send(nonsense);
      expect(await closed).toBe(1002);
    }
  });

  it("answers a mutation before a slow action that was sent first", async () => {
    const { send, frames, ofType } = await openSocket(await startFixture());
    send(connectFrame("s"));
    send({ type: "Action", requestId: 0, udfPath: "items:addMany", args: [{ times: 300 }] });
    send({ type: "Mutation", requestId: 1, udfPath: "items:doNothing", args: [{}] });
    await waitFor(() => ofType("ActionResponse")[0]);
    expect(frames.findIndex(({ type }) => type === "MutationResponse")).toBeLessThan(
      frames.findIndex(({ type }) => type === "ActionResponse"),
    );
  });
});

describe("who may connect", () => {
  it("refuses WebSockets of foreign pages and foreign host names", async () => {
    const backend = await startFixture();
    const address = `${backend.url.replace("http", "ws")}/api/1.48.0/sync`;
    const refusal = (headers: Record<string, string>) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(address, { headers });
        socket.once("error", (error) => resolve(error.message));
        socket.once("open", () => {
          socket.terminate();
          resolve("opened");
        });
      });
    expect(await refusal({ origin: "http://localhost:3000" })).toBe("opened");
    expect(await refusal({ origin: "https://evil.example" })).toContain("403");
    expect(await refusal({ host: "evil.example" })).toContain("403");
  });

  it("runs queries as the local operator once the client has its token", async () => {
    const backend = await startFixture();
    const client = connect(backend);
    const seen: unknown[] = [];
    client.onUpdate(api.items.whoAmI, {}, (identity) => seen.push(identity));
    await waitFor(() => seen.length > 0);
    expect(seen[0]).toBeNull();
    client.setAuth(() => fetchToken(backend));
    expect(await waitFor(() => seen.at(-1))).toMatchObject({ issuer: LOCAL_ISSUER, name: "Local operator" });
  });

  it("makes the client fetch a fresh token when one is refused, and gives up after forged ones", async () => {
    const backend = await startFixture();
    const forger = await createIssuer(LOCAL_ISSUER);
    const client = connect(backend);
    const states: boolean[] = [];
    let fetches = 0;
    client.setAuth(
      async () => {
        fetches += 1;
        return fetches === 1 ? await forger.sign("local") : await fetchToken(backend);
      },
      (isAuthenticated) => states.push(isAuthenticated),
    );
    await waitFor(() => states.at(-1) === true);
    expect(await client.query(api.items.whoAmI, {})).toMatchObject({ subject: "local" });

    const forged = connect(backend);
    const forgedStates: boolean[] = [];
    forged.setAuth(
      () => forger.sign(`local${Math.random()}`),
      (isAuthenticated) => forgedStates.push(isAuthenticated),
    );
    await waitFor(() => forgedStates.at(-1) === false);
    expect(await forged.query(api.items.whoAmI, {})).toBeNull();
  });

  it("stops a session whose token has run out", async () => {
    const issuer = await createIssuer();
    const backend = await startFixture({ environmentVariables: { FIXTURE_JWKS: issuer.jwks } });
    const { socket, send, ofType } = await openSocket(backend);
    const closed = new Promise((resolve) => socket.once("close", resolve));
    const value = await issuer.sign("kari", "2s");
    send(connectFrame("s"));
    send({ type: "Authenticate", tokenType: "User", baseVersion: 0, value });
    expect((await waitFor(() => ofType("Transition")[0])).endVersion).toMatchObject({ identity: 1 });
    await delay((decodeJwt(value).exp ?? 0) * 1000 - Date.now() + 1);
    send(addFrame(0));
    await closed;
    expect(ofType("AuthError")).toMatchObject([{ baseVersion: 0, authUpdateAttempted: false }]);
    expect(ofType("MutationResponse")).toEqual([]);
  });
});

it("closes while clients are connected", async () => {
  const backend = await startFixture();
  const client = new ConvexClient(backend.url, {
    webSocketConstructor: webSocketClass().webSocketConstructor,
    logger: false,
  });
  await client.query(api.items.count, {});
  await client.close();
  await openSocket(backend);
  await backend.close();
  await expect(fetch(backend.url)).rejects.toThrow();
});
