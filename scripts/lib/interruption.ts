/**
 * Ctrl-C (and a polite kill) as a promise, so that a script ends what it started before it goes. A second Ctrl-C does not
 * wait: it ends the process at once, and the exit handlers of the children end those.
 */

/** The exit code of a program that was interrupted by Ctrl-C, by convention of shells. */
export const EXIT_INTERRUPTED = 130;

/** Resolves at the first SIGINT or SIGTERM. */
export function waitForInterruption(): Promise<void> {
  return new Promise((resolve) => {
    let isInterrupted = false;
    const interrupt = () => {
      if (isInterrupted) process.exit(EXIT_INTERRUPTED);
      isInterrupted = true;
      resolve();
    };
    process.on("SIGINT", interrupt);
    process.on("SIGTERM", interrupt);
  });
}
