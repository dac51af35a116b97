/**
 * The one door of the table `readiness`: checks are asked for and stored, lines overridden, the company confirmed. Every act
 * of a person is audited in the same transaction.
 */
import { companyLine } from "../../src/sync/readiness/company.ts";
import { isOverridable, known, type ReadinessCode } from "../../src/sync/readiness/line.ts";
import { internal } from "../_generated/api.js";
import type { Doc } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import { refusal } from "../refusal.ts";
import type { Actor, TripletexEnv } from "../validators.ts";
import { writeAudit } from "./audit.ts";
import { ensureEnvironment, findEnvironment } from "./environments.ts";
import { findReadiness } from "./readinessGate.ts";
import { pinTo } from "./sessions.ts";

/** Convex ends an action after ten minutes: a check that began longer ago is dead. */
const LONGEST_CHECK_MS = 600_000;

type Report = Doc<"readiness">;
type Change = Partial<Omit<Report, "_id" | "_creationTime" | "tripletexEnv">>;
type Act = { tripletexEnv: TripletexEnv; actor: Actor };

async function ensureReport(ctx: MutationCtx, tripletexEnv: TripletexEnv): Promise<Report> {
  const existing = await findReadiness(ctx, tripletexEnv);
  if (existing !== null) return existing;
  const id = await ctx.db.insert("readiness", { tripletexEnv, lines: [], overrides: [] });
  const created = await ctx.db.get("readiness", id);
  if (created === null) throw new Error("an inserted row is readable in its own transaction");
  return created;
}

export async function changeReport(ctx: MutationCtx, report: Report, change: Change): Promise<void> {
  await ctx.db.patch("readiness", report._id, change);
}

export type CheckOutcome =
  | { outcome: "started"; startedAt: number }
  | { outcome: "busy"; startedAt: number; startedBy: Actor };

/** Schedules a check, unless one is on in this environment: then answers who asked for it and when. */
export async function requestCheck(ctx: MutationCtx, { tripletexEnv, actor }: Act): Promise<CheckOutcome> {
  const report = await ensureReport(ctx, tripletexEnv);
  const startedAt = Date.now();
  const { checking } = report;
  if (checking !== undefined && startedAt - checking.startedAt < LONGEST_CHECK_MS) {
    return { outcome: "busy", startedAt: checking.startedAt, startedBy: checking.actor };
  }
  // A cut-over date that was set meanwhile is taken up, as a run would.
  await ensureEnvironment(ctx, tripletexEnv);
  await changeReport(ctx, report, { checking: { startedAt, actor } });
  await ctx.scheduler.runAfter(0, internal.sync.readinessCheck.run, { tripletexEnv, startedAt });
  await writeAudit(ctx, { actor, act: "checkReadiness", tripletexEnv, details: "All lines" });
  return { outcome: "started", startedAt };
}

/** The report whose check began at `startedAt`; null when another one has taken its place. */
export async function findChecked(
  ctx: MutationCtx,
  tripletexEnv: TripletexEnv,
  startedAt: number,
): Promise<Report | null> {
  const report = await findReadiness(ctx, tripletexEnv);
  return report?.checking?.startedAt === startedAt ? report : null;
}

/** The company of the other environment, as far as anybody has seen it. */
export async function otherCompany(ctx: QueryCtx, tripletexEnv: TripletexEnv) {
  const otherEnv = tripletexEnv === "sandbox" ? "production" : "sandbox";
  const pinned = (await findEnvironment(ctx, otherEnv))?.company;
  return pinned ?? (await findReadiness(ctx, otherEnv))?.company ?? null;
}

/**
 * Lets production start although a line is not green, for a reason.
 * @throws ConvexError `REASON_MISSING`, `LINE_NOT_CHECKED`, `LINE_IS_GREEN`, `LINE_NOT_OVERRIDABLE`
 */
export async function overrideLine(
  ctx: MutationCtx,
  { tripletexEnv, actor, code, reason }: Act & { code: ReadinessCode; reason: string },
): Promise<void> {
  const report = await ensureReport(ctx, tripletexEnv);
  const line = report.lines.find((each) => each.code === code);
  if (line === undefined) {
    throw refusal("LINE_NOT_CHECKED", `${code} was not checked yet.`);
  }
  if (reason.trim() === "") {
    throw refusal("REASON_MISSING", "An override needs a reason.");
  }
  if (line.state === "green") {
    throw refusal("LINE_IS_GREEN", `${line.title} is green.`);
  }
  if (!isOverridable(code)) {
    throw refusal(
      "LINE_NOT_OVERRIDABLE",
      `${line.title} can't be overridden: no run works without it.`,
      line.remedy ?? undefined,
    );
  }
  const others = report.overrides.filter((each) => each.code !== code);
  const override = { code, state: line.state, reason, actor, at: Date.now() };
  await changeReport(ctx, report, { overrides: [...others, override] });
  const details = `${line.title} (${line.state}): ${reason}`;
  await writeAudit(ctx, { actor, act: "overrideReadiness", tripletexEnv, details });
}

/** Takes an override back. @throws ConvexError `NOT_OVERRIDDEN` */
export async function undoOverride(
  ctx: MutationCtx,
  { tripletexEnv, actor, code }: Act & { code: ReadinessCode },
): Promise<void> {
  const report = await ensureReport(ctx, tripletexEnv);
  const override = report.overrides.find((each) => each.code === code);
  if (override === undefined) {
    throw refusal("NOT_OVERRIDDEN", `${code} is not overridden.`);
  }
  await changeReport(ctx, report, { overrides: report.overrides.filter((each) => each !== override) });
  const details = `${code}: ${override.reason}`;
  await writeAudit(ctx, { actor, act: "undoReadinessOverride", tripletexEnv, details });
}

/**
 * A person says that the company which the tokens were seen to belong to is the right one. The environment is tied to it.
 * @throws ConvexError `COMPANY_NOT_SEEN` when the latest check saw another one or none, `WRONG_COMPANY`, `SAME_COMPANY`
 */
export async function confirmCompany(
  ctx: MutationCtx,
  { tripletexEnv, actor, companyId }: Act & { companyId: number },
): Promise<void> {
  const report = await ensureReport(ctx, tripletexEnv);
  const { company } = report;
  if (company?.id !== companyId) {
    const seen = company === undefined ? "no company yet" : `${company.name} (company ${company.id})`;
    throw refusal(
      "COMPANY_NOT_SEEN",
      `The check has seen ${seen}, not company ${companyId}.`,
      `Check the readiness (npm run doctor -- --env ${tripletexEnv}) and confirm the company that it shows.`,
    );
  }
  await pinTo(ctx, tripletexEnv, company);
  const confirmed = { id: company.id, name: company.name, actor, at: Date.now() };
  const line = companyLine({
    tripletexEnv,
    seen: known(company),
    pinned: company,
    confirmed,
    other: await otherCompany(ctx, tripletexEnv),
  });
  const { isTransient: _, ...shown } = line;
  const lines = report.lines.map((each) => (each.code === "COMPANY" ? { ...each, ...shown } : each));
  await changeReport(ctx, report, { confirmed, lines });
  const details = `${company.name} (company ${company.id})`;
  await writeAudit(ctx, { actor, act: "confirmCompany", tripletexEnv, details });
}
