/** The settings of an environment and the mappings of Rubic's codes: to look at, to change, to decide. */
import { type Infer, v } from "convex/values";
import { codeKind, tripletexLists } from "./codeValidators.ts";
import { guardedMutation, guardedQuery } from "./guard.ts";
import { listCodes, withdrawCode } from "./sync/codeDoor.ts";
import { approvalFields, approveMapping, codeMappingView, viewCode } from "./sync/codeMappings.ts";
import { findCodeRead, requestRead } from "./sync/codeReads.ts";
import { changeSettings, readSettings, settingFields, settingsView } from "./sync/settings.ts";
import { tripletexEnv } from "./validators.ts";

/** The settings of an environment, and what is not mapped in it. */
export const get = guardedQuery({
  args: { tripletexEnv },
  returns: settingsView,
  handler: async (ctx, args): Promise<Infer<typeof settingsView>> =>
    await readSettings(ctx, args.tripletexEnv),
});

/**
 * Changes settings; what is left out stays. Moving the cut-over to an earlier date once invoices are booked needs a reason.
 * @throws ConvexError `INVALID_DATE`, `RUN_IS_ON`, `CUTOVER_HIDES_BOOKED`, `REASON_MISSING`
 */
export const set = guardedMutation({
  args: settingFields,
  returns: settingsView,
  handler: async (ctx, args): Promise<Infer<typeof settingsView>> => {
    await changeSettings(ctx, { ...args, actor: ctx.actor });
    return await readSettings(ctx, args.tripletexEnv);
  },
});

/** Every code that Rubic was seen to use, with its mapping or proposal, by kind and code. */
export const mappings = guardedQuery({
  args: { tripletexEnv },
  returns: v.array(codeMappingView),
  handler: async (ctx, args) => (await listCodes(ctx, args.tripletexEnv)).map(viewCode),
});

/** What Tripletex had to choose from when it was last read; null before that. */
export const choices = guardedQuery({
  args: { tripletexEnv },
  returns: v.union(tripletexLists, v.null()),
  handler: async (ctx, args) => (await findCodeRead(ctx, args.tripletexEnv))?.lists ?? null,
});

/** Starts reading what there is to map; answers when it was asked for, to wait for `reading.endedAt` in `get`. */
export const propose = guardedMutation({
  args: { tripletexEnv },
  returns: v.number(),
  handler: async (ctx, args) => await requestRead(ctx, args.tripletexEnv, ctx.actor),
});

/**
 * Approves the mapping of a code: to `choice`, or as it is proposed. A change of what is approved needs a reason.
 * @throws ConvexError `NOTHING_PROPOSED`, `NOT_READ`, `INVALID_CHOICE`, `INVALID_CODE`, `REASON_MISSING`
 */
export const approve = guardedMutation({
  args: approvalFields,
  returns: v.null(),
  handler: async (ctx, args) => {
    await approveMapping(ctx, { ...args, actor: ctx.actor });
    return null;
  },
});

/** Takes a mapping back: what carries the code is held. @throws ConvexError `MAPPING_NOT_FOUND`, `REASON_MISSING` */
export const withdraw = guardedMutation({
  args: { tripletexEnv, kind: codeKind, code: v.string(), reason: v.string() },
  returns: v.null(),
  handler: async (ctx, { reason, ...key }) => {
    await withdrawCode(ctx, key, { actor: ctx.actor, reason });
    return null;
  },
});
