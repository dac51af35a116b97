/** What a run that carries out a plan left alone, because it is not as planned any more: each record by name. */
"use client";

import { usePaginatedQuery, useQuery } from "convex/react";
import Link from "next/link";
import { api } from "../../../convex/_generated/api.js";
import { QueryBoundary } from "../client/query-boundary.tsx";
import type { RunData } from "../data.ts";
import { MoreButton } from "../parts/list-buttons.tsx";
import { Panel } from "../parts/panel.tsx";
import { TONE_PATCH } from "../parts/tone.ts";
import { TEXTS } from "../texts.ts";

const PAGE_SIZE = 20;

export function DeviationsPanel({ run }: { run: RunData }) {
  const { heading, headingNone } = TEXTS.plan.deviations;
  return (
    <QueryBoundary>
      <Panel heading={run.deviationCount > 0 ? heading : headingNone} aside={<PlanLink run={run} />}>
        <Deviations run={run} />
      </Panel>
    </QueryBoundary>
  );
}

function PlanLink({ run }: { run: RunData }) {
  const plan = useQuery(api.plans.get, { runId: run.runId });
  if (plan === undefined || plan === null) return null;
  return (
    <Link
      href={`/${run.tripletexEnv}/runs/${plan.runId}`}
      className="inline-flex min-h-7 items-center text-sm font-semibold underline underline-offset-4"
    >
      {TEXTS.plan.deviations.showPlan}
    </Link>
  );
}

function Deviations({ run }: { run: RunData }) {
  const { results, status, loadMore } = usePaginatedQuery(
    api.plans.deviations,
    { runId: run.runId },
    { initialNumItems: PAGE_SIZE },
  );
  if (results.length === 0) return <p className="text-sm text-muted">{TEXTS.plan.deviations.none}</p>;
  return (
    <>
      <p className="mb-2 text-sm text-muted">{TEXTS.plan.deviations.intro}</p>
      <ul className="divide-y divide-line">
        {results.map(({ id, reason, message }) => (
          <li key={id} className="flex flex-wrap gap-x-3 gap-y-1 py-2 text-sm">
            <span
              className={`inline-flex items-center rounded-full border px-2.5 py-0.5 font-medium whitespace-nowrap ${TONE_PATCH.attention}`}
            >
              {TEXTS.plan.deviations.reason[reason]}
            </span>
            <span className="min-w-0 wrap-anywhere">{message}</span>
          </li>
        ))}
      </ul>
      <MoreButton status={status} texts={TEXTS.plan.items} onClick={() => loadMore(PAGE_SIZE)} />
    </>
  );
}
