/** Real processes: a child must end with everything that it started, and its last words must not be lost. */
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { type Child, startChild } from "./processes.ts";

interface Started {
  child: Child;
  lines: string[];
  /** Resolves with the first line. */
  firstLine: Promise<string>;
}

function start(code: string, onMessage?: (message: unknown) => void): Started {
  const lines: string[] = [];
  const first = Promise.withResolvers<string>();
  const child = startChild({
    name: "The child",
    args: ["-e", code],
    cwd: tmpdir(),
    env: process.env,
    onLine: (line) => {
      lines.push(line);
      first.resolve(line);
    },
    ...(onMessage !== undefined && { onMessage }),
  });
  return { child, lines, firstLine: first.promise };
}

describe("a child process", () => {
  it("passes on its lines, the last one included, and says how it ended", async () => {
    const { child, lines } = start('console.log("one"); console.error("two"); process.exitCode = 7;');
    expect(await child.ended).toEqual({ code: 7, sentence: "The child ended (exit code 7)." });
    expect(lines.toSorted()).toEqual(["one", "two"]);
  });

  it("takes what it started with it when it is stopped", async () => {
    // The grandchild holds the same output, so the child counts as ended only when both are gone.
    const code = `
      const { spawn } = require("node:child_process");
      const idle = "console.log('ready'); setInterval(() => {}, 1000)";
      spawn(process.execPath, ["-e", idle], { stdio: "inherit" });
      setInterval(() => {}, 1000);`;
    const { child, firstLine } = start(code);
    expect(await firstLine).toBe("ready");
    await child.stop();
    expect((await child.ended).sentence).toBe("The child ended (SIGTERM).");
  });

  it("can be stopped after it has ended", async () => {
    const { child } = start("");
    await child.ended;
    await child.stop();
    child.kill();
  });

  it("sends messages over a channel that its output does not show", async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const { child, lines } = start("process.send({ secret: 1 }, () => process.disconnect());", resolve);
    expect(await promise).toEqual({ secret: 1 });
    await child.ended;
    expect(lines).toEqual([]);
  });
});
