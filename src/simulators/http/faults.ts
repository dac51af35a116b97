/**
 * Faults that a simulator plays on request: dropped connections, late commits, rate limits, slow answers.
 * Both stand-ins share them, so that a test says the same words about either remote system.
 * Strictly deterministic: rules count requests. Nothing in here may be random.
 */
import { z } from "zod";

const selection = {
  /** HTTP method; left out = every method. */
  method: z.string().optional(),
  /** Prefix of the path template, or a regular expression when it begins with `^`; left out = every path. */
  path: z.string().optional(),
  /** How many matching requests pass untouched first. Default 0. */
  after: z.number().int().min(0).default(0),
  /** How often the fault happens. Default 1, or "always" where `every` is given. */
  times: z.union([z.number().int().min(1), z.literal("always")]).optional(),
  /** Only each n-th matching request (after the skipped ones) is hit. Default 1. */
  every: z.number().int().min(1).default(1),
};

const delayMs = z.number().int().min(0);
const errorBody = { status: z.number().int().default(500), as: z.enum(["json", "html"]).default("json") };

const faultRuleSchema = z.discriminatedUnion("kind", [
  /** The socket is destroyed and nothing is done. */
  z.strictObject({ ...selection, kind: z.literal("dropBefore") }),
  /** The request is carried out, then the socket is destroyed. */
  z.strictObject({ ...selection, kind: z.literal("dropAfter") }),
  /** An error is answered and nothing is done. */
  z.strictObject({ ...selection, ...errorBody, kind: z.literal("errorBefore") }),
  /** The request is carried out and an error is answered. */
  z.strictObject({ ...selection, ...errorBody, kind: z.literal("errorAfter") }),
  /** 429; nothing is done. `withHeaders: false` leaves the caller without a word about when to return. */
  z.strictObject({
    ...selection,
    kind: z.literal("rateLimited"),
    withHeaders: z.boolean().default(true),
    retryAfterSeconds: z.number().int().min(0).default(1),
  }),
  /** All sessions end now; the request is then handled as usual, so it meets the service's own refusal. */
  z.strictObject({ ...selection, kind: z.literal("expireSessions") }),
  /** Waits before carrying out: past the client's timeout this is a late commit with a hanging socket. */
  z.strictObject({ ...selection, kind: z.literal("slow"), delayMs }),
  /** Carries out at once and answers late: a commit the client's timeout does not see. */
  z.strictObject({ ...selection, kind: z.literal("slowAfter"), delayMs }),
  /** Destroys the socket at once and carries out later. */
  z.strictObject({ ...selection, kind: z.literal("lateCommit"), delayMs }),
  /** 200 with a web page, nothing done. */
  z.strictObject({ ...selection, kind: z.literal("html") }),
  /** Any status with any body, nothing done. */
  z.strictObject({
    ...selection,
    kind: z.literal("status"),
    status: z.number().int().min(200).max(599),
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
]);

/** One rule, or several. The shape of `POST /_control/faults`. */
export const faultRulesSchema = z.preprocess(
  (value) => (Array.isArray(value) ? value : [value]),
  z.array(faultRuleSchema),
);

export type FaultRule = z.infer<typeof faultRuleSchema>;
export type FaultRuleInput = z.input<typeof faultRuleSchema>;

interface FaultCounter {
  rule: FaultRule;
  matched: number;
  fired: number;
}

/** The rules now in force. */
export interface Faults {
  /** Adds rules behind those already there. Throws a ZodError on a rule that is not one. */
  add: (rules: FaultRuleInput | readonly FaultRuleInput[]) => void;
  clear: () => void;
  /** Rules with how many requests they matched and how often they fired. */
  list: () => readonly Readonly<FaultCounter>[];
  /**
   * The fault for this request, if any, counted. Rules are asked in order; the first that fires wins and later rules do
   * not see the request, so two one-time rules hit two requests one after the other.
   */
  take: (request: { method: string; template: string }) => FaultRule | undefined;
}

export function createFaults(): Faults {
  let counters: FaultCounter[] = [];
  return {
    add(rules) {
      for (const rule of faultRulesSchema.parse(rules)) {
        counters.push({ rule, matched: 0, fired: 0 });
      }
    },
    clear() {
      counters = [];
    },
    list: () => counters,
    take: (request) => counters.find((counter) => matches(counter.rule, request) && fires(counter))?.rule,
  };
}

function matches(rule: FaultRule, request: { method: string; template: string }): boolean {
  if (rule.method !== undefined && rule.method.toUpperCase() !== request.method) return false;
  if (rule.path === undefined) return true;
  if (rule.path.startsWith("^")) return new RegExp(rule.path).test(request.template);
  return request.template.startsWith(rule.path);
}

function fires(counter: FaultCounter): boolean {
  const { after, every, times } = counter.rule;
  counter.matched += 1;
  const place = counter.matched - after;
  if (place <= 0 || place % every !== 0) return false;
  const limit = times ?? (every > 1 ? "always" : 1);
  if (limit !== "always" && counter.fired >= limit) return false;
  counter.fired += 1;
  return true;
}
