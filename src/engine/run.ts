/**
 * Runs one step: takes up the run at its cursor, works through the phases until the time is up, and hands on. Order of
 * phases: settle open intents, the types in order of dependence, settle what became unclear, compare both sides.
 */
import { isRemoteError } from "../http/errors.ts";
import { problemOfCode } from "../sync/problem-codes.ts";
import { readBackFrom } from "../sync/reading.ts";
import { judgeCanaries } from "./canaries.ts";
import { compareBooks } from "./compare.ts";
import { RepeatedPageError } from "./page-reader.ts";
import { runType } from "./pages.ts";
import { previewStore } from "./plan/preview-store.ts";
import { convexProblem, problemOfAny } from "./problems.ts";
import { settleIntents, settlePhase } from "./settle.ts";
import { DONE, nextPhase, type PhaseEnd, type Ports, Step } from "./step.ts";
import type { Problem, StepContext, SyncType, Transition } from "./store.ts";
import { CreditSync } from "./types/credits.ts";
import { customerSync } from "./types/customers.ts";
import { InvoiceSync } from "./types/invoices.ts";
import { PaymentSync } from "./types/payments.ts";
import { productSync } from "./types/products.ts";

type Phase = "settle" | SyncType | "credits" | "compare";

/**
 * A preview settles and compares nothing: both write down what they find. Single records are not worth reading all of
 * Tripletex's invoices for: the next regular run compares.
 */
function phasesOf({ types, keys, mode }: Pick<StepContext, "types" | "keys" | "mode">): Phase[] {
  const ofTypes = types.flatMap((type): Phase[] => (type === "invoices" ? [type, "credits"] : [type]));
  if (mode === "preview") return ofTypes;
  const touchesBooks = keys === null && (types.includes("invoices") || types.includes("payments"));
  return ["settle", ...ofTypes, "settle", ...(touchesBooks ? (["compare"] as const) : [])];
}

/** Works for half a minute at most. Errors end the run with a problem that a person can read; nothing is swallowed. */
export async function runStep(ports: Ports): Promise<void> {
  const context = await beginOrNull(ports);
  if (context === null) return;
  const step = new Step(withPlan(ports, context), context);
  try {
    await step.commit({ next: await runPhases(step) });
  } catch (error) {
    await endByError(step, error);
  }
}

/** A preview finds what it has only planned as if it were in Tripletex. */
function withPlan(ports: Ports, { mode, planId }: StepContext): Ports {
  if (mode !== "preview" || planId === null) return ports;
  return { ...ports, store: previewStore(ports.store, planId) };
}

/** Null when another step has taken over before this one began. */
async function beginOrNull(ports: Ports): Promise<StepContext | null> {
  try {
    return await ports.store.begin();
  } catch (error) {
    if (convexProblem(error)?.code === "FENCED") return null;
    throw error;
  }
}

/** What comes after this step. */
async function runPhases(step: Step): Promise<Transition> {
  const phases = phasesOf(step.context);
  // The step before died, perhaps in the middle of a sub-batch: what it left open is settled before anything is written.
  const mayHaveWritten = step.context.wasInterrupted && !step.isPreview;
  if (mayHaveWritten && !step.isCancelRequested) await settleIntents(step);
  while (true) {
    if (step.isCancelRequested) return { do: "cancel" };
    const phase = phases[step.cursor.phase];
    if (phase === undefined) return { do: "finish" };
    if (step.isTimeUp()) return { do: "continue" };
    const end = await runPhase(step, phase);
    const type = typeOf(phase);
    if (end.end === "failType" && type !== null) await failType(step, type, end.problem);
    else if (end !== DONE) return transitionAfter(end);
  }
}

function transitionAfter(end: PhaseEnd): Transition {
  switch (end.end) {
    case "done":
    case "timeUp":
      return { do: "continue" };
    case "cancelled":
      return { do: "cancel" };
    case "wait":
      return { do: "wait", until: end.until, problem: end.problem };
    case "fail":
    case "failType":
      return { do: "fail", problem: end.problem };
  }
}

/** Credits are read with the invoices, and end their type. */
function typeOf(phase: Phase): SyncType | null {
  if (phase === "credits") return "invoices";
  return phase === "settle" || phase === "compare" ? null : phase;
}

/** The type stops, the others go on: payments on invoices that are booked need no new invoices. */
async function failType(step: Step, syncType: SyncType, problem: Problem): Promise<void> {
  step.note("error", problem.message);
  step.cursor = nextPhase(step.cursor);
  await step.commit({ next: { do: "failType", syncType, problem } });
  step.failedTypes.add(syncType);
  step.syncType = null;
}

async function runPhase(step: Step, phase: Phase): Promise<PhaseEnd> {
  switch (phase) {
    case "settle":
      return await settlePhase(step);
    case "products":
      return await runType(step, productSync(step));
    case "customers":
      return await runType(step, customerSync(step));
    case "invoices":
      return await runInvoices(step);
    case "credits":
      return await runCredits(step);
    case "payments":
      return await runPayments(step);
    case "compare":
      return step.context.booksFrom === null
        ? missingCutOver(step)
        : await compareBooks(step, step.context.booksFrom);
  }
}

function missingCutOver(step: Step): PhaseEnd {
  const variable = `BOOKS_FROM_${step.context.tripletexEnv.toUpperCase()}`;
  return {
    end: "fail",
    problem: problemOfCode(
      "NO_CUTOVER_DATE",
      `It is not set from which date invoices are booked in ${step.context.tripletexEnv}.`,
      `Set booksFrom (npm run settings) or ${variable} on the Convex deployment (YYYY-MM-DD), then start the sync again.`,
    ),
  };
}

async function runInvoices(step: Step): Promise<PhaseEnd> {
  const { booksFrom, windows } = step.context;
  if (booksFrom === null || windows.invoices === null) return missingCutOver(step);
  const may = await mayBook(step);
  if (may !== DONE) return may;
  return await runType(step, new InvoiceSync(step, { ...windows.invoices, booksFrom }));
}

async function mayBook(step: Step): Promise<PhaseEnd> {
  if (step.context.invoicesStoppedBy !== null) return stoppedInvoices(step.context.invoicesStoppedBy);
  // A preview stores no verdict; what it plans is compared when it is carried out.
  return step.isPreview ? DONE : await judgeCanaries(step);
}

/** After the invoices, so that whatever is credited is in Tripletex. A type that has failed has ended already. */
async function runCredits(step: Step): Promise<PhaseEnd> {
  const { booksFrom, windows } = step.context;
  if (booksFrom === null || windows.invoices === null) return missingCutOver(step);
  if (!step.hasFailed("invoices")) {
    // A step that has just read the invoices has asked already.
    const may = step.syncType === "invoices" ? DONE : await mayBook(step);
    if (may !== DONE) return may;
    return await runType(step, new CreditSync(step, { ...windows.invoices, booksFrom }));
  }
  step.cursor = nextPhase(step.cursor);
  await step.commit({});
  return DONE;
}

/** What was booked wrongly once would be booked wrongly again: a person finds the cause first. */
function stoppedInvoices(message: string): PhaseEnd {
  return {
    end: "failType",
    problem: problemOfCode("BOOKED_DIFFERENTLY", `No invoices are booked: ${message}`),
  };
}

async function runPayments(step: Step): Promise<PhaseEnd> {
  const { booksFrom, windows } = step.context;
  if (booksFrom === null || windows.payments === null) return missingCutOver(step);
  const from = Math.min(windows.payments.from, await paymentsAskedFrom(step));
  const range = { ...windows.payments, from, booksFrom, invoicesReadUntil: step.invoicesReadUntil() };
  return await runType(step, new PaymentSync(step, range));
}

/** From when on invoices want their payments read; a run that carries out a plan reads what the plan has read. */
async function paymentsAskedFrom(step: Step): Promise<number> {
  const asked = step.planToCarryOut === null ? await step.ports.store.paymentsAskedFrom() : null;
  return asked === null ? Number.POSITIVE_INFINITY : readBackFrom(asked);
}

/** The run ends with a problem, unless another step has taken over: then this one must not say a word. */
async function endByError(step: Step, error: unknown): Promise<void> {
  if (convexProblem(error)?.code === "FENCED") return;
  const problem = problemOfAny(error);
  step.note("error", problem.message);
  await step.commit({ next: transitionOfError(step, error, problem) });
  const isForeseen =
    isRemoteError(error) || convexProblem(error) !== null || error instanceof RepeatedPageError;
  // What nobody foresaw belongs in the deployment's log as well, with its stack.
  if (!isForeseen) throw error;
}

const MINUTE_MS = 60_000;

/** A read that ran into the rate limit waits like a write; every other error ends the run. */
function transitionOfError(step: Step, error: unknown, problem: Problem): Transition {
  if (isRemoteError(error) && error.kind === "rateLimited") {
    return { do: "wait", until: step.now + (error.retryAfterMs ?? MINUTE_MS), problem };
  }
  return { do: "fail", problem };
}
