/** Reads the arguments of `npm run booking-date`. What is not understood is refused before anything is asked. */
import { parseArgs } from "node:util";
import { z } from "zod";
import { describeOptionError } from "./option-errors.ts";

export const BOOKING_DATE_USAGE = `Usage: npm run booking-date -- --env sandbox|production --payment ID --date YYYY-MM-DD --reason TEXT

  Books a payment that is held for its closed period on another day. The next sync does it; the payment keeps its own
  date in Rubic.

  --env ENV      the Tripletex environment
  --payment ID   the id of the transaction in Rubic
  --date DATE    the day on which it is booked: after its own, not after today, in an open period
  --reason TEXT  why; kept in the audit log
  --help         this text

Runs on the deployment at CONVEX_URL (default http://127.0.0.1:3210). Exit codes: 0 done, 1 refused.`;

const OPTIONS = {
  env: { type: "string" },
  payment: { type: "string" },
  date: { type: "string" },
  reason: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const MISSING_REASON = "--reason is missing: it is kept in the audit log.";
const values = z.object({
  env: z.enum(["sandbox", "production"], { error: "--env must be sandbox or production." }),
  payment: z
    .string({ error: "--payment is missing." })
    .regex(/^[1-9]\d{0,14}$/, "--payment must be the id of a transaction, a whole number.")
    .transform(Number),
  date: z.iso.date({ error: "--date must be a day, written YYYY-MM-DD." }),
  reason: z.string({ error: MISSING_REASON }).trim().min(1, MISSING_REASON),
});

interface BookingDateRequest {
  tripletexEnv: "sandbox" | "production";
  rubicTransactionId: number;
  date: string;
  reason: string;
}

export type BookingDateArguments =
  | { kind: "choose"; request: BookingDateRequest }
  | { kind: "help" }
  | { kind: "refused"; message: string };

const parse = (given: string[]) =>
  parseArgs({ args: given, options: OPTIONS, strict: true, allowPositionals: false }).values;

/** Reads what follows the script's name. */
export function parseBookingDateArguments(given: string[]): BookingDateArguments {
  let options: ReturnType<typeof parse>;
  try {
    options = parse(given);
  } catch (error) {
    return { kind: "refused", message: describeOptionError(error) };
  }
  if (options.help) return { kind: "help" };
  const checked = values.safeParse(options);
  if (!checked.success) {
    return { kind: "refused", message: checked.error.issues.map(({ message }) => message).join("\n") };
  }
  const { env: tripletexEnv, payment: rubicTransactionId, date, reason } = checked.data;
  return { kind: "choose", request: { tripletexEnv, rubicTransactionId, date, reason } };
}
