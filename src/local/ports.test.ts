import { createServer } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import { listen, stopListening } from "./ports.ts";

it("names a busy port and what it was wanted for", async () => {
  const [first, second] = [createServer(), createServer()];
  onTestFinished(() => stopListening(first));
  const port = await listen(first, { port: 0, purpose: "first" });
  await expect(listen(second, { port, purpose: "Convex API" })).rejects.toThrow(
    `Port ${port} (Convex API) is in use by another program.`,
  );
  await stopListening(second);
});

it("listens on this machine only", async () => {
  const server = createServer();
  onTestFinished(() => stopListening(server));
  await listen(server, { port: 0, purpose: "test" });
  expect(server.address()).toMatchObject({ address: "127.0.0.1" });
});
