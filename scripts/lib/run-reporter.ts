/**
 * How `npm run sync` shows a run: as JSON lines for machines, as lines redrawn in place on a terminal, or as plain lines in
 * a log. What a person must know beside the run itself goes to stderr, so that stdout stays what was asked for.
 */

import type { RunListener, RunView } from "./follow-run.ts";
import { createLiveLines } from "./live-lines.ts";
import { type RunEnd, renderRunEnd } from "./run-end.ts";
import { renderEvent, renderHolder, renderPlainProgress, renderProgress } from "./run-lines.ts";

type Holder = Pick<RunView, "runId" | "mode" | "actor" | "startedAt">;

export interface RunReporter extends RunListener {
  started(runId: string): void;
  joined(holder: Holder): void;
  busy(holder: Holder): void;
  detached(): void;
  finished(end: RunEnd, exitCode: number): void;
}

/** A log gets a line of one type at most this often, and whenever the type's status changes. */
const PLAIN_INTERVAL_MS = 2000;

/** One JSON object per line on stdout: started, joined, busy, progress, event, detached or finished. */
export function createJsonReporter(write: (line: string) => void): RunReporter {
  const send = (event: string, data: object) => write(`${JSON.stringify({ event, ...data })}\n`);
  return {
    started: (runId) => send("started", { runId }),
    joined: (holder) => send("joined", holder),
    busy: (holder) => send("busy", holder),
    detached: () => send("detached", {}),
    progress: ({ runId, status, progress, resumeAt }) =>
      send("progress", { runId, status, resumeAt, types: progress }),
    event: ({ at, level, message }) => send("event", { at, level, message }),
    connection: reportConnection,
    finished: ({ run, truth, comparison, heldCount, holds, plan, deviations }, exitCode) =>
      send("finished", {
        runId: run.runId,
        status: run.status,
        exitCode,
        types: run.progress,
        problem: run.problem,
        standing: run.standing,
        truth,
        comparison,
        heldCount,
        holds,
        plan,
        deviationCount: run.deviationCount,
        deviations,
      }),
  };
}

function reportConnection(isConnected: boolean): void {
  console.error(isConnected ? "Connected again." : "The connection is lost; trying to get it back.");
}

const nameOf = ({ mode }: Holder) => (mode === "preview" ? "preview" : "run");
const onlyOne = ({ mode }: Holder) =>
  mode === "preview" ? "Only one preview may be on at a time" : "Only one may write at a time";

/** Lines for a person; redrawn in place when `terminal` is one. */
export function createTextReporter(terminal: NodeJS.WriteStream): RunReporter {
  const print = (line: string) => void terminal.write(`${line}\n`);
  const view = terminal.isTTY ? createLiveView(terminal) : createPlainView(print);
  let problem: RunView["problem"] = null;
  return {
    started: () => print("The run has started."),
    joined: (holder) =>
      print(
        `A ${nameOf(holder)} is already on, ${renderHolder(holder, Date.now())}. ${onlyOne(holder)}: following it.`,
      ),
    busy: (holder) =>
      print(`Nothing was started: a ${nameOf(holder)} is already on, ${renderHolder(holder, Date.now())}.`),
    detached: () => {
      view.end();
      print("Detached. The run goes on; start this command again to join it.");
    },
    progress: (run) => {
      problem = run.problem;
      view.progress(run);
    },
    event: (event) => {
      // What ends the run is said once, at the end, with its remedy.
      if (event.level === "error" && event.message === problem?.message) return;
      view.print(renderEvent(event, Date.now()));
    },
    connection: (isConnected) =>
      view.print(isConnected ? "Connected again." : "The connection is lost; trying to get it back."),
    finished: (end) => {
      view.end();
      for (const line of renderRunEnd(end)) print(line);
    },
  };
}

interface ProgressView {
  progress(run: RunView): void;
  print(line: string): void;
  end(): void;
}

function createLiveView(terminal: NodeJS.WriteStream): ProgressView {
  const lines = createLiveLines(terminal);
  return {
    progress: (run) => lines.update(run.progress.map((each) => renderProgress(each, run.mode))),
    print: lines.print,
    // The final figures follow as plain lines.
    end: () => {
      lines.update([]);
      lines.end();
    },
  };
}

/** A line per type, thinned out: a log must not hold thousands of them. */
export function createPlainView(print: (line: string) => void, clock: () => number = Date.now): ProgressView {
  const last = new Map<string, { at: number; line: string; status: string }>();
  return {
    progress: (run) => {
      for (const type of run.progress) {
        const line = renderPlainProgress(type, run.mode);
        const before = last.get(type.syncType);
        const isFresh = before !== undefined && clock() - before.at < PLAIN_INTERVAL_MS;
        if (before?.line === line || type.counters.done === 0) continue;
        if (isFresh && before.status === type.status) continue;
        last.set(type.syncType, { at: clock(), line, status: type.status });
        print(line);
      }
    },
    print,
    end: () => undefined,
  };
}
