/**
 * One step of a reconciliation: reads Rubic's side, or compares months until half a minute is over and hands the rest on. It holds no
 * writing lock: a sync that writes meanwhile ends it, and it is done again afterwards.
 */
import { osloDate } from "../../sync/oslo.ts";
import type { Reference } from "../../sync/reference.ts";
import { readReference } from "../reference.ts";
import { reconcileMonth } from "./read-month.ts";
import { stageRubic } from "./read-rubic.ts";
import type { ReconcileContext, ReconcilePorts, VatLabel } from "./store.ts";

const STEP_MS = 30_000;

/** @throws RemoteError, RepeatedPageError, ConvexError `FENCED` */
export async function reconcileStep(ports: ReconcilePorts): Promise<void> {
  const startedAt = ports.now();
  const context = await ports.store.begin();
  if (!context.isStaged) {
    await stageRubic(ports, context, await referenceOf(ports, context));
    return await ports.store.handOver();
  }
  const vatTypes = await ports.tripletex.outgoingVatTypes(osloDate(startedAt));
  const percentages = new Map(vatTypes.map(({ id, percentage }) => [id, percentage]));
  const labels = vatTypes.map(({ id, number, percentage }): VatLabel => {
    return { key: String(id), label: `${number} · ${percentage} %` };
  });
  const { readFrom } = context;
  const percentageOf = (id: number) => percentages.get(id) ?? null;
  for (const window of context.windows) {
    if (ports.now() - startedAt >= STEP_MS) return await ports.store.handOver();
    const month = await reconcileMonth(ports, window, { percentageOf, readFrom });
    const { goesOn } = await ports.store.storeMonth(window, month, labels);
    if (!goesOn) return;
  }
}

async function referenceOf(ports: ReconcilePorts, { tripletexEnv }: ReconcileContext): Promise<Reference> {
  const codeMappings = () => ports.store.codeMappings();
  return await readReference({ ports, now: ports.now(), tripletexEnv, codeMappings });
}
