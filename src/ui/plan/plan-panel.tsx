/** The plan that a preview has made: what a sync would write, record by record, and the button that has it done. */
"use client";

import { useQuery } from "convex/react";
import Link from "next/link";
import { api } from "../../../convex/_generated/api.js";
import { QueryBoundary } from "../client/query-boundary.tsx";
import type { Plan, RunData } from "../data.ts";
import { formatCount } from "../format.ts";
import { Loading } from "../parts/loading.tsx";
import { Panel } from "../parts/panel.tsx";
import { isLiveStatus } from "../parts/status-badge.tsx";
import { TEXTS } from "../texts.ts";
import { CarryOutButton } from "./carry-out-button.tsx";
import { PlanItems } from "./plan-items.tsx";
import { PlanTotals } from "./plan-totals.tsx";

interface PlanPanelProps {
  run: RunData;
  now: number;
}

export function PlanPanel(props: PlanPanelProps) {
  return (
    <QueryBoundary>
      <LoadedPlan {...props} />
    </QueryBoundary>
  );
}

function LoadedPlan({ run, now }: PlanPanelProps) {
  const plan = useQuery(api.plans.get, { runId: run.runId });
  if (plan === undefined || plan === null) return <Loading text={TEXTS.loading.list} />;
  const isLive = isLiveStatus(run.status);
  return (
    <>
      <Panel heading={TEXTS.plan.panel.heading}>
        <div className="space-y-4">
          <p className="text-sm text-muted">{isLive ? TEXTS.plan.panel.growing : TEXTS.plan.panel.intro}</p>
          <PlanTotals plan={plan} />
          <CarriedOut plan={plan} />
          {!isLive && <CarryOutButton plan={plan} now={now} />}
        </div>
      </Panel>
      {!isLive && <PlanItems plan={plan} />}
    </>
  );
}

function CarriedOut({ plan }: { plan: Plan }) {
  if (plan.carriedOutBy === null) return null;
  return (
    <p className="text-sm">
      {TEXTS.plan.panel.carriedOut(formatCount(plan.done), formatCount(plan.toDo))}{" "}
      <Link
        href={`/${plan.tripletexEnv}/runs/${plan.carriedOutBy}`}
        className="inline-flex min-h-7 items-center font-semibold underline underline-offset-4"
      >
        {TEXTS.plan.panel.showRun}
      </Link>
    </p>
  );
}
