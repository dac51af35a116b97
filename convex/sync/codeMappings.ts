/** What Rubic's codes stand for: what the engine reads and proposes, and what a person decides. */
import { type Infer, v } from "convex/values";
import { chooseTarget } from "../../src/sync/code-choice.ts";
import { type CodeTarget, describeCode } from "../../src/sync/code-mappings.ts";
import type { Doc } from "../_generated/dataModel.js";
import { internalMutation, internalQuery, type MutationCtx } from "../_generated/server.js";
import { codeKind, codeMappingFields, codeProposal, codeState, codeTarget } from "../codeValidators.ts";
import { refusal } from "../refusal.ts";
import { type Actor, actor, tripletexEnv } from "../validators.ts";
import { approveCode, type CodeKey, findCode, listCodes, storeProposals, withdrawCode } from "./codeDoor.ts";
import { findCodeRead } from "./codeReads.ts";
import { requireLease } from "./lease.ts";

/** Every mapping as the rules want it. */
export const read = internalQuery({
  args: { tripletexEnv },
  returns: v.array(
    v.object({
      kind: codeKind,
      code: v.string(),
      label: v.string(),
      state: codeState,
      target: v.union(codeTarget, v.null()),
    }),
  ),
  handler: async (ctx, args) => {
    const rows = await listCodes(ctx, args.tripletexEnv);
    return rows.map(({ kind, code, label, state, target }) => ({ kind, code, label, state, target }));
  },
});

/** Stores what a step proposes. @throws ConvexError `FENCED` */
export const propose = internalMutation({
  args: { runId: v.id("runs"), fence: v.number(), proposals: v.array(codeProposal) },
  returns: v.null(),
  handler: async (ctx, args) => {
    const { run } = await requireLease(ctx, args);
    await storeProposals(ctx, run.tripletexEnv, args.proposals);
    return null;
  },
});

const { tripletexEnv: _environment, ...viewFields } = codeMappingFields;

/** A mapping as a person sees it. */
export const codeMappingView = v.object(viewFields);

export function viewCode(row: Doc<"codeMapping">): Infer<typeof codeMappingView> {
  const { _id, _creationTime, tripletexEnv: _env, ...view } = row;
  return view;
}

/** What a person approves: `choice` as in `chooseTarget`, or the proposal where it is left out. */
export const approvalFields = {
  tripletexEnv,
  kind: codeKind,
  code: v.string(),
  choice: v.optional(v.string()),
  reason: v.optional(v.string()),
};

export type Approval = CodeKey & { choice?: string; reason?: string };

/**
 * Approves the mapping of a code.
 * @throws ConvexError `NOTHING_PROPOSED`, `NOT_READ`, `INVALID_CHOICE`, and as `approveCode`
 */
export async function approveMapping(ctx: MutationCtx, approval: Approval & { actor: Actor }): Promise<void> {
  const { tripletexEnv: env, kind, code } = approval;
  const key = { tripletexEnv: env, kind, code };
  const target =
    approval.choice === undefined
      ? await proposedTarget(ctx, key)
      : await chosenTarget(ctx, key, approval.choice);
  await approveCode(ctx, key, { target, actor: approval.actor, reason: approval.reason ?? null });
}

async function proposedTarget(ctx: MutationCtx, key: CodeKey): Promise<CodeTarget> {
  const target = (await findCode(ctx, key))?.target ?? null;
  if (target !== null) return target;
  throw refusal(
    "NOTHING_PROPOSED",
    `Nothing is proposed for ${describeCode(key.kind, key.code)} in ${key.tripletexEnv}.`,
  );
}

async function chosenTarget(ctx: MutationCtx, key: CodeKey, choice: string): Promise<CodeTarget> {
  const choices = (await findCodeRead(ctx, key.tripletexEnv))?.lists;
  if (choices === undefined) {
    throw refusal(
      "NOT_READ",
      `What Tripletex has to choose from has not been read in ${key.tripletexEnv} yet.`,
    );
  }
  const chosen = chooseTarget(key, choice, choices);
  if (chosen.ok) return chosen.target;
  throw refusal(
    "INVALID_CHOICE",
    `${describeCode(key.kind, key.code)} can't be mapped to “${choice}”: ${chosen.problem}`,
  );
}

/** For an operator at the command line of the deployment (`npx convex run`). */
export const list = internalQuery({
  args: { tripletexEnv },
  returns: v.array(codeMappingView),
  handler: async (ctx, args) => (await listCodes(ctx, args.tripletexEnv)).map(viewCode),
});

/** For an operator at the command line of the deployment (`npx convex run`). */
export const approve = internalMutation({
  args: { ...approvalFields, actor },
  returns: v.null(),
  handler: async (ctx, args) => {
    await approveMapping(ctx, args);
    return null;
  },
});

/** For an operator at the command line of the deployment (`npx convex run`). */
export const withdraw = internalMutation({
  args: { tripletexEnv, kind: codeKind, code: v.string(), reason: v.string(), actor },
  returns: v.null(),
  handler: async (ctx, { actor: by, reason, ...key }) => {
    await withdrawCode(ctx, key, { actor: by, reason });
    return null;
  },
});
