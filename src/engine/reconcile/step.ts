/**
 * One step of a reconciliation: puts Rubic's side on the shelves, page by page, or compares months with it, until half a minute is over;
 * then it hands the rest on. It holds no writing lock: a sync that writes meanwhile ends it, and it is done again afterwards.
 */
import { osloDate } from "../../sync/oslo.ts";
import type { Reference } from "../../sync/reference.ts";
import { problemOfAny } from "../problems.ts";
import { readReference } from "../reference.ts";
import { afterError } from "./after-error.ts";
import { reconcileMonth } from "./read-month.ts";
import { stageRubic } from "./read-rubic.ts";
import type { ReconcileContext, ReconcilePorts, VatLabel } from "./store.ts";

/** Short against Convex's limit of ten minutes for an action. */
const STEP_MS = 30_000;

/** @throws RemoteError when trying again does not help, RepeatedPageError, ConvexError `FENCED` */
export async function reconcileStep(ports: ReconcilePorts): Promise<void> {
  const endsAt = ports.now() + STEP_MS;
  const context = await ports.store.begin();
  if (context === null) return;
  try {
    await work(ports, context, () => ports.now() < endsAt);
  } catch (error) {
    const next = afterError(error, context.failures, ports.now());
    if (next === null) throw error;
    await ports.store.wait({ ...next, problem: problemOfAny(error) });
  }
}

async function work(ports: ReconcilePorts, context: ReconcileContext, mayGoOn: () => boolean): Promise<void> {
  if (context.isStaged) return await compareMonths(ports, context, mayGoOn);
  await stageRubic(ports, context, { reference: () => referenceOf(ports, context), mayGoOn });
  await ports.store.handOver();
}

async function compareMonths(
  ports: ReconcilePorts,
  { windows, readFrom, month: begun }: ReconcileContext,
  mayGoOn: () => boolean,
): Promise<void> {
  const vatTypes = await ports.tripletex.outgoingVatTypes(osloDate(ports.now()));
  const percentages = new Map(vatTypes.map(({ id, percentage }) => [id, percentage]));
  const labels = vatTypes.map(({ id, number, percentage }): VatLabel => {
    return { key: String(id), label: `${number} · ${percentage} %` };
  });
  const percentageOf = (id: number) => percentages.get(id) ?? null;
  for (const [index, window] of windows.entries()) {
    if (index > 0 && !mayGoOn()) return await ports.store.handOver();
    const progress = begun?.from === window.from ? begun : null;
    const month = await reconcileMonth(ports, window, { percentageOf, readFrom, progress, mayGoOn });
    if (month === null) return await ports.store.handOver();
    const { goesOn } = await ports.store.storeMonth(window, month, labels);
    if (!goesOn) return;
  }
}

async function referenceOf(ports: ReconcilePorts, { tripletexEnv }: ReconcileContext): Promise<Reference> {
  const codeMappings = () => ports.store.codeMappings();
  return await readReference({ ports, now: ports.now(), tripletexEnv, codeMappings });
}
