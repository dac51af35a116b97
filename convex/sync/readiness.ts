/** Readiness from inside: what the check reads and stores, its nightly start, and the acts of an operator at the command line. */
import { v } from "convex/values";
import { configuredEnvironments } from "../../src/engine/configuration.ts";
import { limitText } from "../../src/sync/describe.ts";
import { mergeLines } from "../../src/sync/readiness/gate.ts";
import { internalMutation, internalQuery } from "../_generated/server.js";
import { vatTermKind } from "../tables/deadlines.ts";
import {
  actor,
  problem,
  readinessCode,
  readinessLine,
  readinessOverride,
  readinessState,
  seenCompany,
  tripletexEnv,
} from "../validators.ts";
import { readVatTerms } from "./deadlines.ts";
import { findEnvironment } from "./environments.ts";
import { findHold } from "./holdDoor.ts";
import { findMapping } from "./knownMapping.ts";
import {
  type CheckOutcome,
  changeReport,
  confirmCompany,
  findChecked,
  otherCompany,
  overrideLine,
  requestCheck,
  undoOverride,
} from "./readinessDoor.ts";
import { findReadiness } from "./readinessGate.ts";

/** A finding names a few records; more would make the row grow without telling more. */
const TEXT_LIMIT = 1000;

export const checkOutcome = v.union(
  v.object({ outcome: v.literal("started"), startedAt: v.number() }),
  v.object({ outcome: v.literal("busy"), startedAt: v.number(), startedBy: actor }),
);

const named = v.union(v.object({ id: v.number(), name: v.string() }), v.null());
const nameOf = (company: { id: number; name: string } | null | undefined) =>
  company == null ? null : { id: company.id, name: company.name };

/** What Convex knows of an environment before a check. */
export const knownEnvironment = internalQuery({
  args: { tripletexEnv },
  returns: v.object({
    tripletexEnv,
    booksFrom: v.union(v.string(), v.null()),
    pinned: named,
    confirmed: named,
    other: named,
    closedLists: v.array(v.string()),
    hasWritten: v.boolean(),
    vatTerms: vatTermKind,
  }),
  handler: async (ctx, args) => {
    const environment = await findEnvironment(ctx, args.tripletexEnv);
    const report = await findReadiness(ctx, args.tripletexEnv);
    return {
      tripletexEnv: args.tripletexEnv,
      booksFrom: environment?.booksFrom ?? null,
      pinned: nameOf(environment?.company),
      confirmed: nameOf(report?.confirmed),
      other: nameOf(await otherCompany(ctx, args.tripletexEnv)),
      closedLists: [
        ...(environment?.customerListClosedAt === undefined ? [] : ["customers"]),
        ...(environment?.productListClosedAt === undefined ? [] : ["products"]),
      ],
      hasWritten: environment?.firstWrittenAt !== undefined,
      vatTerms: await readVatTerms(ctx, args.tripletexEnv),
    };
  },
});

/**
 * Those of the documents that are neither in Tripletex nor named by a hold as this kind: what is held waits by name, with its remedy, and
 * what is left out is a person's decision.
 */
export const unbooked = internalQuery({
  args: {
    tripletexEnv,
    kind: v.union(v.literal("invoice"), v.literal("credit"), v.literal("payment")),
    ids: v.array(v.number()),
  },
  returns: v.array(v.number()),
  handler: async (ctx, args) => {
    const { tripletexEnv: env, kind } = args;
    const states = await Promise.all(
      args.ids.map(async (id) => {
        const key = { kind, rubicKey: String(id), tripletexEnv: env };
        const isBooked = (await findMapping(ctx, env, { kind, key: key.rubicKey })) !== null;
        const hold = await findHold(ctx, key);
        return { id, isNamed: isBooked || (hold !== null && hold.state !== "resolved") };
      }),
    );
    return states.filter(({ isNamed }) => !isNamed).map(({ id }) => id);
  },
});

const freshLine = v.object({
  code: readinessCode,
  title: v.string(),
  state: readinessState,
  finding: v.string(),
  remedy: v.union(v.string(), v.null()),
  isTransient: v.boolean(),
});

/** Stores the result of a check, unless another check has taken its place. */
export const store = internalMutation({
  args: {
    tripletexEnv,
    startedAt: v.number(),
    lines: v.array(freshLine),
    company: v.union(seenCompany, v.null()),
  },
  returns: v.null(),
  handler: async (ctx, args) => {
    const report = await findChecked(ctx, args.tripletexEnv, args.startedAt);
    if (report === null) return null;
    const checkedAt = Date.now();
    const fresh = args.lines.map((line) => ({ ...line, finding: limitText(line.finding, TEXT_LIMIT) }));
    await changeReport(ctx, report, {
      lines: mergeLines(report.lines, fresh, checkedAt),
      company: args.company ?? report.company,
      checking: undefined,
      checkProblem: undefined,
      checkedAt,
    });
    return null;
  },
});

/** Ends a check that came to no result; what was known before stays. */
export const fail = internalMutation({
  args: { tripletexEnv, startedAt: v.number(), problem },
  returns: v.null(),
  handler: async (ctx, args) => {
    const report = await findChecked(ctx, args.tripletexEnv, args.startedAt);
    if (report !== null) await changeReport(ctx, report, { checking: undefined, checkProblem: args.problem });
    return null;
  },
});

/** Every night, for production where its settings are complete: the gate needs a fresh answer. */
export const checkDaily = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    if (!configuredEnvironments(process.env).includes("production")) return null;
    const by = { kind: "schedule", name: "Schedule" } as const;
    await requestCheck(ctx, { tripletexEnv: "production", actor: by });
    return null;
  },
});

/** The report as it is stored, for an operator at the command line (`npx convex run`); null before the first check. */
export const read = internalQuery({
  args: { tripletexEnv },
  returns: v.union(
    v.object({
      lines: v.array(readinessLine),
      overrides: v.array(readinessOverride),
      isChecking: v.boolean(),
    }),
    v.null(),
  ),
  handler: async (ctx, args) => {
    const report = await findReadiness(ctx, args.tripletexEnv);
    if (report === null) return null;
    return { lines: report.lines, overrides: report.overrides, isChecking: report.checking !== undefined };
  },
});

/** Asks for a check, for an operator at the command line. */
export const request = internalMutation({
  args: { tripletexEnv, actor },
  returns: checkOutcome,
  handler: async (ctx, args): Promise<CheckOutcome> => await requestCheck(ctx, args),
});

/** For an operator at the command line; see `overrideLine`. */
export const override = internalMutation({
  args: { tripletexEnv, code: readinessCode, reason: v.string(), actor },
  returns: v.null(),
  handler: async (ctx, args) => {
    await overrideLine(ctx, args);
    return null;
  },
});

/** For an operator at the command line; see `undoOverride`. */
export const undo = internalMutation({
  args: { tripletexEnv, code: readinessCode, actor },
  returns: v.null(),
  handler: async (ctx, args) => {
    await undoOverride(ctx, args);
    return null;
  },
});

/** For an operator at the command line; see `confirmCompany`. */
export const confirm = internalMutation({
  args: { tripletexEnv, companyId: v.number(), actor },
  returns: v.null(),
  handler: async (ctx, args) => {
    await confirmCompany(ctx, args);
    return null;
  },
});
