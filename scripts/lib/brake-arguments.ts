/** Reads the arguments of `npm run brake`. */
import { parseArgs } from "node:util";
import { z } from "zod";
import { CommandError } from "./command-error.ts";
import { describeOptionError } from "./option-errors.ts";

export const BRAKE_USAGE = `Usage: npm run brake -- --env sandbox|production [--stop | --lift] [--reason TEXT]

  --env ENV      the Tripletex environment
  --stop         stop all writing to it: nothing leaves any more but the request that is in flight, and no sync starts
  --lift         let writing go on; the next sync takes what was left
  --reason TEXT  why; needed with --stop and --lift, and kept in the audit log
  --help         this text

Without --stop and --lift it says how things stand. A preview goes on in any case: it writes nothing.
Runs on the deployment at CONVEX_URL (default http://127.0.0.1:3210). Exit codes: 0 writing is not stopped, 2 it is, 1 it could not be done.`;

const OPTIONS = {
  env: { type: "string" },
  stop: { type: "boolean", default: false },
  lift: { type: "boolean", default: false },
  reason: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const values = z.object({
  env: z.enum(["sandbox", "production"], { error: "--env must be sandbox or production." }),
  reason: z.string().trim().min(1, "--reason must not be empty.").optional(),
});

type TripletexEnv = z.infer<typeof values>["env"];

export type BrakeArguments =
  | { kind: "help" }
  | { kind: "show"; tripletexEnv: TripletexEnv }
  | { kind: "stop" | "lift"; tripletexEnv: TripletexEnv; reason: string };

const refusal = (message: string) => new CommandError(`${message}\n\n${BRAKE_USAGE}`);

/** @throws CommandError with the usage for anything that is not understood */
export function parseBrakeArguments(given: string[]): BrakeArguments {
  const options = parseOptions(given);
  if (options.help) return { kind: "help" };
  const checked = values.safeParse(options);
  if (!checked.success) throw refusal(checked.error.issues.map(({ message }) => message).join("\n"));
  const { env: tripletexEnv, reason } = checked.data;
  const { stop, lift } = options;
  if (stop && lift) throw refusal("--stop and --lift are opposites: give one of them.");
  if (!stop && !lift) {
    if (reason !== undefined) throw refusal("--reason goes with --stop or --lift.");
    return { kind: "show", tripletexEnv };
  }
  if (reason === undefined)
    throw refusal(`${stop ? "--stop" : "--lift"} needs --reason: it is kept in the audit log.`);
  return { kind: stop ? "stop" : "lift", tripletexEnv, reason };
}

function parseOptions(given: string[]) {
  try {
    return parseArgs({ args: given, options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw refusal(describeOptionError(error));
  }
}
