/** A plan in words: what carrying it out would write, and why it can't be carried out. */
import { formatKroner } from "../../sync/format.ts";
import type { Plan } from "../data.ts";
import { HOLD_KINDS } from "../environments.ts";
import { formatCount } from "../format.ts";
import { TEXTS } from "../texts.ts";

const list = new Intl.ListFormat("en-GB", { type: "conjunction" });

/** "1 customer, 12 invoices (4 512,00 kr) and 9 payments (3 100,00 kr)". */
export function describeWrites({ totals }: Pick<Plan, "totals">): string {
  const parts = HOLD_KINDS.flatMap((kind) => {
    const toDo = totals.filter(
      (total) => total.kind === kind && ["create", "update", "adopt"].includes(total.action),
    );
    const count = toDo.reduce((sum, total) => sum + total.count, 0);
    if (count === 0) return [];
    const { one, many } = TEXTS.plan.carryOut.part[kind];
    const part = count === 1 ? one : many(formatCount(count));
    if (kind !== "invoice" && kind !== "credit" && kind !== "payment") return [part];
    const oere = toDo.reduce((sum, total) => sum + total.oere, 0);
    return [TEXTS.plan.carryOut.amount(part, formatKroner(oere))];
  });
  return list.format(parts);
}

/** Why the plan can't be carried out at `now` (epoch milliseconds); null when it can. */
export function whyNotCarriedOut(plan: Plan, now: number): string | null {
  if (plan.status !== "success" && plan.status !== "partial") return TEXTS.plan.carryOut.notComplete;
  if (plan.toDo === 0) return TEXTS.plan.carryOut.empty;
  if (plan.done >= plan.toDo) return TEXTS.plan.carryOut.done;
  return now >= plan.expiresAt ? TEXTS.plan.carryOut.tooOld : null;
}
