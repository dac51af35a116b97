import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { RunView } from "./follow-run.ts";
import { createLiveLines } from "./live-lines.ts";
import { createPlainView } from "./run-reporter.ts";

type TypeProgress = RunView["progress"][number];

function runAt(done: number, status: TypeProgress["status"] = "running"): RunView {
  const counters = { done, created: done, updated: 0, adopted: 0, unchanged: 0, held: 0 };
  const progress = { syncType: "customers" as const, status, counters, expected: 100, isExpectedFinal: true };
  // The views read the progress alone.
  return { progress: [progress] } as unknown as RunView;
}

describe("progress in a log", () => {
  it("comes at most every two seconds, and whenever a type's status changes", () => {
    const lines: string[] = [];
    let now = 0;
    const view = createPlainView(
      (line) => lines.push(line),
      () => now,
    );
    const show = (at: number, run: RunView) => {
      now = at;
      view.progress(run);
    };
    show(0, runAt(0));
    show(100, runAt(10));
    show(200, runAt(20));
    show(2200, runAt(30));
    show(2300, runAt(40));
    show(2400, runAt(100, "success"));
    show(9000, runAt(100, "success"));
    expect(lines).toEqual([
      "customers  10 of 100  10 created",
      "customers  30 of 100  30 created",
      "customers  100 of 100  100 created",
    ]);
  });
});

/** What the terminal got, with the control sequences made readable. */
function createTerminal(columns: number) {
  let written = "";
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      written += chunk.toString();
      done();
    },
  });
  const terminal = Object.assign(stream, { columns });
  return {
    terminal,
    written: () => written.replaceAll("\u001B[0J", "<erase>").replaceAll("\u001B[2A", "<up 2>"),
  };
}

describe("lines that stay at the bottom of a terminal", () => {
  it("are redrawn in place, below what is printed for good", () => {
    const { terminal, written } = createTerminal(80);
    const lines = createLiveLines(terminal);
    lines.update(["a 1", "b 1"]);
    lines.print("note");
    lines.update(["a 2"]);
    lines.end();
    lines.print("last");
    expect(written()).toBe("a 1\nb 1\n<up 2><erase>note\na 1\nb 1\n<up 2><erase>a 2\nlast\n");
  });

  it("are cut where they would wrap, so that a row is a line", () => {
    const { terminal, written } = createTerminal(6);
    createLiveLines(terminal).update(["12345", "123456"]);
    expect(written()).toBe("12345\n1234…\n");
  });
});
