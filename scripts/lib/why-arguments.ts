/** Reads the arguments of `npm run why`. Exactly one record is asked for; what is not understood is refused before anything is read. */
import { parseArgs } from "node:util";
import { z } from "zod";
import { describeOptionError } from "./option-errors.ts";

export const WHY_USAGE = `Usage: npm run why -- --env sandbox|production RECORD [--json]

  --env ENV        the Tripletex environment

  --invoice N      an invoice, by its number
  --credit N       a credit, by the number of its credit note or of the credited invoice
  --customer N     a customer, by customer number or ledger customer number
  --product CODE   a product, by its code
  --payment ID     a payment, by its transaction id
  --name TEXT      a customer, by a part of the name
  --customer-key K a customer that has no number, by the key that --name shows

  --json           one JSON object on stdout (use npm run --silent why)
  --help           this text

Shows each check that the record passes on its way into Tripletex, marks the first that fails, and says what to do. It reads from
Rubic and Tripletex and writes nothing. Runs on the deployment at CONVEX_URL (default http://127.0.0.1:3210).
Exit codes: 0 it is in Tripletex as Rubic has it, 2 it is not, or several records are meant, 1 the question could not be answered.`;

const OPTIONS = {
  env: { type: "string" },
  invoice: { type: "string" },
  credit: { type: "string" },
  customer: { type: "string" },
  product: { type: "string" },
  payment: { type: "string" },
  name: { type: "string" },
  "customer-key": { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

type Question =
  | { by: "number" | "key"; kind: (typeof RECORDS)[number]; text: string }
  | { by: "name"; text: string };

export interface WhyRequest {
  tripletexEnv: "sandbox" | "production";
  question: Question;
  isJson: boolean;
}

export type WhyArguments =
  | { kind: "why"; request: WhyRequest }
  | { kind: "help" }
  | { kind: "refused"; message: string };

const environment = z.enum(["sandbox", "production"], { error: "--env must be sandbox or production." });
const RECORDS = ["invoice", "credit", "customer", "product", "payment"] as const;

const refused = (message: string): WhyArguments => ({ kind: "refused", message });

/** Reads what follows the script's name. */
export function parseWhyArguments(given: string[]): WhyArguments {
  let options: ReturnType<typeof parse>;
  try {
    options = parse(given);
  } catch (error) {
    return refused(describeOptionError(error));
  }
  if (options.help) return { kind: "help" };
  const env = environment.safeParse(options.env);
  if (!env.success) return refused(env.error.issues.map(({ message }) => message).join("\n"));
  const [question, ...others] = questionsIn(options).filter(({ text }) => text.trim() !== "");
  if (question === undefined || others.length > 0) {
    return refused(
      "Say exactly one of --invoice, --credit, --customer, --product, --payment, --name and --customer-key.",
    );
  }
  return { kind: "why", request: { tripletexEnv: env.data, question, isJson: options.json } };
}

const parse = (given: string[]) =>
  parseArgs({ args: given, options: OPTIONS, strict: true, allowPositionals: false }).values;

function questionsIn(options: ReturnType<typeof parse>): Question[] {
  const { name, "customer-key": key } = options;
  return [
    ...RECORDS.flatMap((kind): Question[] => {
      const text = options[kind];
      return text === undefined ? [] : [{ by: "number", kind, text }];
    }),
    ...(name === undefined ? [] : [{ by: "name", text: name } as const]),
    ...(key === undefined ? [] : [{ by: "key", kind: "customer", text: key } as const]),
  ];
}
