import { once } from "node:events";
import { createServer } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { waitFor } from "./fixtures/support.ts";
import { Outbox } from "./outbox.ts";
import { listen, stopListening } from "./ports.ts";

it("pings after silence, and not while it speaks", async () => {
  const server = createServer();
  onTestFinished(() => stopListening(server));
  const port = await listen(server, { port: 0, purpose: "test" });
  const accepted = once(new WebSocketServer({ server }), "connection");
  const client = new WebSocket(`ws://127.0.0.1:${port}`);
  onTestFinished(() => client.terminate());
  const received: string[] = [];
  client.on("message", (data: Buffer) => received.push(data.toString()));
  const [socket] = (await accepted) as [WebSocket];

  const pingAfterMs = 60;
  const outbox = new Outbox(socket, pingAfterMs);
  const chatter = setInterval(() => outbox.send({ type: "FatalError", error: "talk" }), pingAfterMs / 4);
  await waitFor(() => received.length > 8);
  clearInterval(chatter);
  expect(received.filter((text) => text.includes("Ping"))).toEqual([]);
  await waitFor(() => received.filter((text) => text === '{"type":"Ping"}').length === 2);
});
