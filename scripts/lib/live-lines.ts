/**
 * Lines that stay at the bottom of a terminal and are redrawn in place, with other lines scrolling past above them. Only
 * for a terminal: in a file or a pipe the control sequences would be litter.
 */
import { clearScreenDown, moveCursor } from "node:readline";

interface Terminal extends NodeJS.WritableStream {
  columns?: number;
}

export interface LiveLines {
  /** Replaces the lines at the bottom. */
  update: (lines: readonly string[]) => void;
  /** Writes a line above them, for good. */
  print: (line: string) => void;
  /** Leaves them where they are; what is written next comes below. */
  end: () => void;
}

/** For a terminal that does not know its width, or says zero. */
const DEFAULT_COLUMNS = 80;

export function createLiveLines(terminal: Terminal): LiveLines {
  let shown: readonly string[] = [];
  const erase = () => {
    if (shown.length === 0) return;
    moveCursor(terminal, 0, -shown.length);
    clearScreenDown(terminal);
  };
  const draw = () => {
    for (const line of shown) terminal.write(`${cut(line, terminal.columns || DEFAULT_COLUMNS)}\n`);
  };
  return {
    update: (lines) => {
      erase();
      shown = lines;
      draw();
    },
    print: (line) => {
      erase();
      terminal.write(`${line}\n`);
      draw();
    },
    end: () => {
      shown = [];
    },
  };
}

/** A line that wraps would take two rows, and then too few would be erased. */
function cut(line: string, columns: number): string {
  return line.length < columns ? line : `${line.slice(0, columns - 2)}…`;
}
