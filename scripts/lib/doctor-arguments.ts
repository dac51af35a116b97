/** Reads the arguments of `npm run doctor`. Everything that is not understood is refused before anything is asked. */
import { parseArgs } from "node:util";
import { z } from "zod";
import { READINESS_CODES, type ReadinessCode } from "../../src/sync/readiness/line.ts";
import { describeOptionError } from "./option-errors.ts";

export const DOCTOR_USAGE = `Usage: npm run doctor -- --env sandbox|production [options]

  --env ENV             the Tripletex environment to check
  --confirm-company ID  say that the company which the check shows is the right one
  --override LINE       let production start although this line is not green; needs --reason
  --reason TEXT         why it is right to go on, for whoever reads the audit log
  --undo LINE           take an override back
  --json                one JSON object on stdout (use npm run --silent doctor)
  --help                this text

Lines: ${READINESS_CODES.join(", ")}
It reads from Rubic and Tripletex and writes nothing there. Runs on the deployment at CONVEX_URL (default http://127.0.0.1:3210).
Exit codes: 0 everything is green or overridden, 1 a line is red or the check failed, 2 a warning, or something could not be checked.`;

const OPTIONS = {
  env: { type: "string" },
  "confirm-company": { type: "string" },
  override: { type: "string" },
  reason: { type: "string" },
  undo: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

const line = (option: string) =>
  z.preprocess(
    (text) => (typeof text === "string" ? text.toUpperCase().replaceAll("-", "_") : text),
    z.enum(READINESS_CODES, { error: `${option} must be one of ${READINESS_CODES.join(", ")}.` }),
  );

const values = z
  .object({
    env: z.enum(["sandbox", "production"], { error: "--env must be sandbox or production." }),
    "confirm-company": z
      .string()
      .regex(/^[1-9]\d*$/, { error: "--confirm-company must be the number of the company." })
      .transform(Number)
      .optional(),
    override: line("--override").optional(),
    reason: z.string().trim().min(1, { error: "--reason must not be empty." }).optional(),
    undo: line("--undo").optional(),
    json: z.boolean().default(false),
  })
  .refine(({ override, reason }) => (override === undefined) === (reason === undefined), {
    error: "--override and --reason belong together.",
  });

export interface DoctorRequest {
  tripletexEnv: "sandbox" | "production";
  companyId: number | null;
  override: { code: ReadinessCode; reason: string } | null;
  undo: ReadinessCode | null;
  isJson: boolean;
}

export type DoctorArguments =
  | { kind: "doctor"; request: DoctorRequest }
  | { kind: "help" }
  | { kind: "refused"; message: string };

/** Reads what follows the script's name. */
export function parseDoctorArguments(given: string[]): DoctorArguments {
  const parsed = parseOptions(given);
  if (!parsed.ok) return { kind: "refused", message: parsed.message };
  if (parsed.values.help === true) return { kind: "help" };
  const checked = values.safeParse(parsed.values);
  if (!checked.success) {
    return { kind: "refused", message: checked.error.issues.map(({ message }) => message).join("\n") };
  }
  const { env, override: code, reason, undo, json } = checked.data;
  return {
    kind: "doctor",
    request: {
      tripletexEnv: env,
      companyId: checked.data["confirm-company"] ?? null,
      override: code === undefined || reason === undefined ? null : { code, reason },
      undo: undo ?? null,
      isJson: json,
    },
  };
}

function parseOptions(given: string[]) {
  try {
    const parsed = parseArgs({ args: given, options: OPTIONS, strict: true, allowPositionals: false });
    return { ok: true as const, values: parsed.values };
  } catch (error) {
    return { ok: false as const, message: describeOptionError(error) };
  }
}
