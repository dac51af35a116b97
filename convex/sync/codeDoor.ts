/**
 * The one door of the code mappings: one row per environment and code. Proposals come from what was read; in the sandbox those that
 * leave no choice are approved by its stated defaults, in production by nobody but a person. What was decided, no proposal touches.
 */
import {
  type CodeKind,
  type CodeTarget,
  codeFormProblem,
  describeCode,
  describeTarget,
  isSameTarget,
} from "../../src/sync/code-mappings.ts";
import type { CodeProposal } from "../../src/sync/code-proposals.ts";
import { mayCode, nextCodeState } from "../../src/sync/states/code-mapping.ts";
import { NOTHING } from "../../src/sync/states/machine.ts";
import type { Doc } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import { refusal } from "../refusal.ts";
import type { Actor, TripletexEnv } from "../validators.ts";
import { writeAudit } from "./audit.ts";

export interface CodeKey {
  tripletexEnv: TripletexEnv;
  kind: CodeKind;
  code: string;
}

/** A club has some dozens; a federation of many departments some hundreds. */
const MAX_CODES = 2000;
const SANDBOX_DEFAULTS: Actor = { kind: "system", name: "Sandbox defaults" };

export async function findCode(ctx: QueryCtx, key: CodeKey): Promise<Doc<"codeMapping"> | null> {
  return await ctx.db
    .query("codeMapping")
    .withIndex("by_key", (q) =>
      q.eq("tripletexEnv", key.tripletexEnv).eq("kind", key.kind).eq("code", key.code),
    )
    .unique();
}

/** All codes of an environment, by kind and code. @throws ConvexError `TOO_MANY_CODES` instead of leaving some out */
export async function listCodes(ctx: QueryCtx, tripletexEnv: TripletexEnv): Promise<Doc<"codeMapping">[]> {
  const rows = await ctx.db
    .query("codeMapping")
    .withIndex("by_key", (q) => q.eq("tripletexEnv", tripletexEnv))
    .take(MAX_CODES + 1);
  if (rows.length <= MAX_CODES) return rows;
  throw refusal("TOO_MANY_CODES", `${tripletexEnv} has more than ${MAX_CODES} codes of Rubic to map.`);
}

/** Stores proposals where nothing is decided yet. The sandbox's defaults approve those with a target, and the audit log says so. */
export async function storeProposals(
  ctx: MutationCtx,
  tripletexEnv: TripletexEnv,
  proposals: CodeProposal[],
): Promise<void> {
  const approved: CodeProposal[] = [];
  for (const proposal of proposals) {
    const { kind, code, label, target, candidates, reason } = proposal;
    const existing = await findCode(ctx, { tripletexEnv, kind, code });
    const isDefault = tripletexEnv === "sandbox" && target !== null;
    const event = isDefault ? "default" : "propose";
    const before = existing?.state ?? NOTHING;
    if (!mayCode(before, event)) continue;
    if (isDefault) approved.push(proposal);
    const row = {
      tripletexEnv,
      kind,
      code,
      label,
      target,
      candidates,
      reason,
      state: nextCodeState(before, event),
      source: "default" as const,
      ...(isDefault ? { decided: { actor: SANDBOX_DEFAULTS, at: Date.now() } } : {}),
    };
    if (existing === null) await ctx.db.insert("codeMapping", row);
    else await ctx.db.replace("codeMapping", existing._id, row);
  }
  if (approved.length === 0) return;
  await writeAudit(ctx, {
    actor: SANDBOX_DEFAULTS,
    act: "approveDefaultMappings",
    tripletexEnv,
    details: approved.map(describeProposal).join("; "),
  });
}

function describeProposal({ label, target }: CodeProposal): string {
  return `${label} = ${target === null ? "open" : describeTarget(target)}`;
}

/** Who decides, and why. A reason is needed where something that was approved changes. */
export interface Decision {
  actor: Actor;
  reason: string | null;
}

/**
 * Approves a mapping, new or changed. What is booked already stays as it is; see `src/sync/line-codes.ts` for what holds it.
 * @throws ConvexError `INVALID_CODE`, `REASON_MISSING`, `NOT_A_PERSON`
 */
export async function approveCode(
  ctx: MutationCtx,
  key: CodeKey,
  { target, actor, reason }: Decision & { target: CodeTarget },
): Promise<void> {
  requirePerson(actor);
  requireForm(key);
  const existing = await findCode(ctx, key);
  const isChange =
    existing !== null && existing.state === "approved" && !isSameTarget(existing.target, target);
  if (isChange)
    requireReason(reason, `${existing.label} is mapped to ${describeOpen(existing.target)} by now`);
  const label = existing?.label ?? describeCode(key.kind, key.code);
  const row = {
    ...key,
    label,
    target,
    candidates: existing?.candidates ?? [],
    reason: existing?.reason ?? "Chosen by a person; Rubic was not seen to use this code.",
    state: nextCodeState(existing?.state ?? NOTHING, "approve"),
    source: "person" as const,
    decided: { actor, at: Date.now(), ...(reason === null ? {} : { reason }) },
  };
  if (existing === null) await ctx.db.insert("codeMapping", row);
  else await ctx.db.replace("codeMapping", existing._id, row);
  const before = isChange ? ` (was ${describeOpen(existing.target)})` : "";
  await auditDecision(ctx, "approveMapping", key, {
    actor,
    details: `${label} = ${describeTarget(target)}${before}${because(reason)}`,
  });
}

/**
 * Takes an approved or proposed mapping back: whatever carries the code is held from now on.
 * @throws ConvexError `MAPPING_NOT_FOUND`, `REASON_MISSING`, `NOT_A_PERSON`
 */
export async function withdrawCode(
  ctx: MutationCtx,
  key: CodeKey,
  { actor, reason }: Decision,
): Promise<void> {
  requirePerson(actor);
  const existing = await findCode(ctx, key);
  if (existing === null || !mayCode(existing.state, "withdraw")) {
    throw refusal(
      "MAPPING_NOT_FOUND",
      `There is no mapping of ${describeCode(key.kind, key.code)} in ${key.tripletexEnv} to take back.`,
    );
  }
  const given = requireReason(reason, `the mapping of ${existing.label} is to be taken back`);
  const decided = { actor, at: Date.now(), reason: given };
  await ctx.db.patch("codeMapping", existing._id, {
    state: nextCodeState(existing.state, "withdraw"),
    source: "person",
    decided,
  });
  const details = `${existing.label} (was ${describeOpen(existing.target)})${because(given)}`;
  await auditDecision(ctx, "withdrawMapping", key, { actor, details });
}

async function auditDecision(
  ctx: MutationCtx,
  act: string,
  { tripletexEnv }: CodeKey,
  { actor, details }: { actor: Actor; details: string },
): Promise<void> {
  await writeAudit(ctx, { actor, act, tripletexEnv, details });
}

const because = (reason: string | null) => (reason === null ? "" : `: ${reason}`);
const describeOpen = (target: CodeTarget | null) => (target === null ? "nothing" : describeTarget(target));

function requireForm({ kind, code }: CodeKey): void {
  const form = codeFormProblem(kind, code);
  if (form === null) return;
  throw refusal("INVALID_CODE", `“${code}” can't be a code of this kind.`, `Write it as ${form}.`);
}

/** The engine and the clock propose; deciding is a person's. */
function requirePerson(actor: Actor): void {
  if (actor.kind === "person" || actor.kind === "commandLine") return;
  throw refusal("NOT_A_PERSON", "A mapping is decided by a person.");
}

function requireReason(reason: string | null, what: string): string {
  if (reason !== null && reason.trim() !== "") return reason;
  throw refusal(
    "REASON_MISSING",
    `A reason is needed: ${what}, and what is booked from now on will differ from what was booked before.`,
  );
}
