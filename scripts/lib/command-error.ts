/**
 * How a script fails in front of a person: one sentence and exit code 1 for what was to be expected, a stack trace for
 * what was not. It must never hide an unforeseen error behind a friendly sentence.
 */

/** An expected failure; the message is the whole text for the person, remedy included. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

const EXIT_FAILED = 1;

/** Runs a script's main function and turns its outcome into an exit code. Errors go to stderr. */
export async function runCommand(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof CommandError ? error.message : error);
    process.exitCode = EXIT_FAILED;
  }
}

/** The words of an error of any kind, for a sentence that says what did not work. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
