import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { CommandError } from "./command-error.ts";
import { requireFreePorts } from "./ports.ts";
import { readPort } from "./settings.ts";

const setting = (name: string, port: number) => ({ setting: name, purpose: `the ${name}`, port });

async function occupyPort(): Promise<{ port: number; release: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const release = () => new Promise<void>((resolve) => server.close(() => resolve()));
  onTestFinished(() => (server.listening ? release() : undefined));
  return { port: (server.address() as AddressInfo).port, release };
}

describe("the check of ports", () => {
  it("names every busy port with its purpose and its setting", async () => {
    const [first, second] = [await occupyPort(), await occupyPort()];
    const check = requireFreePorts([setting("A_PORT", first.port), setting("B_PORT", second.port)]);
    await expect(check).rejects.toThrow(
      `Port ${first.port} (the A_PORT) is in use by another program. Stop that program, or set A_PORT to another port.\nPort ${second.port} (the B_PORT)`,
    );
  });

  it("leaves a free port free", async () => {
    const { port, release } = await occupyPort();
    await release();
    await requireFreePorts([setting("A_PORT", port)]);
    await requireFreePorts([setting("A_PORT", port)]);
  });

  it("refuses one port for two things", async () => {
    const { port, release } = await occupyPort();
    await release();
    const check = requireFreePorts([setting("A_PORT", port), setting("B_PORT", port)]);
    await expect(check).rejects.toThrow(`A_PORT and B_PORT are both ${port}.`);
  });
});

describe("a port setting", () => {
  it("keeps its default when it is not set or blank", () => {
    expect(readPort({}, setting("A_PORT", 3000)).port).toBe(3000);
    expect(readPort({ A_PORT: " " }, setting("A_PORT", 3000)).port).toBe(3000);
    expect(readPort({ A_PORT: "3001" }, setting("A_PORT", 3000)).port).toBe(3001);
  });

  it.each(["0", "65536", "-1", "30.5", "1e3", "abc"])("refuses %s by name", (value) => {
    expect(() => readPort({ A_PORT: value }, setting("A_PORT", 3000))).toThrow(CommandError);
    expect(() => readPort({ A_PORT: value }, setting("A_PORT", 3000))).toThrow(/^A_PORT is "/);
  });
});
