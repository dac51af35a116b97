/** The records of a plan, a page at a time, of all types and actions or of one. */
"use client";

import { usePaginatedQuery } from "convex/react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api.js";
import type { HoldKind, Plan, PlanAction } from "../data.ts";
import { HOLD_KINDS } from "../environments.ts";
import { MoreButton } from "../parts/list-buttons.tsx";
import { Panel } from "../parts/panel.tsx";
import { type Option, Select } from "../parts/select.tsx";
import { TEXTS } from "../texts.ts";
import { PlanItemRow } from "./plan-item-row.tsx";

const PAGE_SIZE = 20;
const ALL = "all";
type KindChoice = HoldKind | typeof ALL;
type ActionChoice = PlanAction | typeof ALL;

const ACTIONS: readonly PlanAction[] = [
  "create",
  "update",
  "adopt",
  "held",
  "waits",
  "leftOut",
  "outOfScope",
];
const KIND_OPTIONS: readonly Option<KindChoice>[] = [
  { value: ALL, label: TEXTS.plan.items.all },
  ...HOLD_KINDS.map((kind) => ({ value: kind, label: TEXTS.kind[kind].filter })),
];
const ACTION_OPTIONS: readonly Option<ActionChoice>[] = [
  { value: ALL, label: TEXTS.plan.items.all },
  ...ACTIONS.map((action) => ({ value: action, label: TEXTS.plan.items.word[action].filter })),
];

export function PlanItems({ plan }: { plan: Plan }) {
  const [kind, setKind] = useState<KindChoice>(ALL);
  const [action, setAction] = useState<ActionChoice>(ALL);
  const { results, status, loadMore } = usePaginatedQuery(
    api.plans.items,
    {
      planId: plan.planId,
      ...(kind === ALL ? {} : { kind }),
      ...(action === ALL ? {} : { action }),
    },
    { initialNumItems: PAGE_SIZE },
  );
  const emptyText = status === "LoadingFirstPage" ? TEXTS.loading.list : TEXTS.plan.items.empty;
  return (
    <Panel heading={TEXTS.plan.items.heading}>
      <div className="mb-3 flex flex-wrap gap-3">
        <Select label={TEXTS.plan.items.kind} options={KIND_OPTIONS} value={kind} onChange={setKind} />
        <Select
          label={TEXTS.plan.items.action}
          options={ACTION_OPTIONS}
          value={action}
          onChange={setAction}
        />
      </div>
      {plan.cleanedAt !== null && <p className="mb-3 text-sm text-muted">{TEXTS.plan.panel.cleaned}</p>}
      {results.length === 0 && (
        <p role="status" className="text-sm text-muted">
          {emptyText}
        </p>
      )}
      <ul className="divide-y divide-line">
        {results.map((item) => (
          <PlanItemRow key={item.id} item={item} />
        ))}
      </ul>
      <MoreButton status={status} texts={TEXTS.plan.items} onClick={() => loadMore(PAGE_SIZE)} />
    </Panel>
  );
}
