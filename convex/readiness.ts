/** Whether an environment is ready for real books: the report, a new check, and what people decide about its lines. */
import { type Infer, v } from "convex/values";
import { isCovered, type Override } from "../src/sync/readiness/gate.ts";
import { isOverridable } from "../src/sync/readiness/line.ts";
import type { Doc } from "./_generated/dataModel.js";
import { guardedMutation, guardedQuery } from "./guard.ts";
import { checkOutcome } from "./sync/readiness.ts";
import {
  type CheckOutcome,
  confirmCompany as confirm,
  overrideLine,
  requestCheck,
  undoOverride,
} from "./sync/readinessDoor.ts";
import { findReadiness, readinessProblem } from "./sync/readinessGate.ts";
import {
  type Actor,
  actor,
  readinessCode,
  readinessLine,
  seenCompany,
  storedProblem,
  tripletexEnv,
} from "./validators.ts";

const lineView = readinessLine.extend({
  isOverridable: v.boolean(),
  /** The decision of a person that covers this line as it is now. */
  override: v.union(v.object({ reason: v.string(), actor, at: v.number() }), v.null()),
});

const report = v.object({
  tripletexEnv,
  /** Empty before the first check. */
  lines: v.array(lineView),
  company: v.union(seenCompany, v.null()),
  /** The check that is on. */
  checking: v.union(v.object({ startedAt: v.number(), actor }), v.null()),
  checkedAt: v.union(v.number(), v.null()),
  /** Why the latest check came to no end. */
  checkProblem: v.union(storedProblem, v.null()),
  /** Why no run may start; null when one may. The sandbox is always open. */
  notReady: v.union(storedProblem, v.null()),
});

/** The latest report of an environment. */
export const get = guardedQuery({
  args: { tripletexEnv },
  returns: report,
  handler: async (ctx, args): Promise<Infer<typeof report>> => {
    const row = await findReadiness(ctx, args.tripletexEnv);
    return {
      tripletexEnv: args.tripletexEnv,
      lines: row?.lines.map((line) => viewLine(line, row.overrides)) ?? [],
      company: row?.company ?? null,
      checking: row?.checking ?? null,
      checkedAt: row?.checkedAt ?? null,
      checkProblem: row?.checkProblem ?? null,
      notReady: await readinessProblem(ctx, args.tripletexEnv),
    };
  },
});

type Line = Infer<typeof readinessLine>;
type StoredOverride = Override & { actor: Actor; at: number };

function viewLine(line: Line, overrides: Doc<"readiness">["overrides"]): Infer<typeof lineView> {
  const own = overrides.find((each: StoredOverride) => each.code === line.code);
  const isValid = own !== undefined && line.state !== "green" && isCovered(line, [own]);
  return {
    ...line,
    isOverridable: isOverridable(line.code),
    override: isValid ? { reason: own.reason, actor: own.actor, at: own.at } : null,
  };
}

const via = v.union(v.literal("page"), v.literal("commandLine"));

/** The person, with where the act came from, for the audit log. */
function actorVia(person: Actor, from: Infer<typeof via>): Actor {
  return { ...person, kind: from === "commandLine" ? "commandLine" : person.kind };
}

/** Starts a check, unless one is on in this environment: then answers which. It only reads from Rubic and Tripletex. */
export const run = guardedMutation({
  args: { tripletexEnv, via },
  returns: checkOutcome,
  handler: async (ctx, args): Promise<CheckOutcome> =>
    await requestCheck(ctx, { tripletexEnv: args.tripletexEnv, actor: actorVia(ctx.actor, args.via) }),
});

/**
 * Lets production start although a line is not green. The override covers the line's state of now and better ones.
 * @throws ConvexError `REASON_MISSING`, `LINE_NOT_CHECKED`, `LINE_IS_GREEN`, `LINE_NOT_OVERRIDABLE`
 */
export const override = guardedMutation({
  args: { tripletexEnv, code: readinessCode, reason: v.string(), via },
  returns: v.null(),
  handler: async (ctx, { via: from, ...args }) => {
    await overrideLine(ctx, { ...args, actor: actorVia(ctx.actor, from) });
    return null;
  },
});

/** Takes an override back. @throws ConvexError `NOT_OVERRIDDEN` */
export const undo = guardedMutation({
  args: { tripletexEnv, code: readinessCode, via },
  returns: v.null(),
  handler: async (ctx, { via: from, ...args }) => {
    await undoOverride(ctx, { ...args, actor: actorVia(ctx.actor, from) });
    return null;
  },
});

/**
 * Confirms that the company which the latest check saw is the right one; the environment is tied to it from then on.
 * @throws ConvexError `COMPANY_NOT_SEEN`, `WRONG_COMPANY`, `SAME_COMPANY`
 */
export const confirmCompany = guardedMutation({
  args: { tripletexEnv, companyId: v.number(), via },
  returns: v.null(),
  handler: async (ctx, { via: from, ...args }) => {
    await confirm(ctx, { ...args, actor: actorVia(ctx.actor, from) });
    return null;
  },
});
