/** What is wrong with the options of a command, in our words: Node's own name neither the remedy nor what was meant. */
import { describeError } from "./command-error.ts";

const OPTION = /--[\w-]+/;
const QUOTED = /'([^']*)'/;

/** The sentence for an error of `parseArgs`; any other error in its own words. */
export function describeOptionError(error: unknown): string {
  const message = describeError(error);
  const [option = ""] = OPTION.exec(message) ?? [];
  switch (codeOf(error)) {
    case "ERR_PARSE_ARGS_INVALID_OPTION_VALUE":
      return message.includes("does not take an argument")
        ? `${option} takes no value.`
        : `${option} needs a value after it.`;
    case "ERR_PARSE_ARGS_UNKNOWN_OPTION":
      return `There is no option ${QUOTED.exec(message)?.[1] ?? option}.`;
    case "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL":
      return `"${QUOTED.exec(message)?.[1] ?? ""}" belongs to no option.`;
    default:
      return message;
  }
}

const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? error.code : undefined);
