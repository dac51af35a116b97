/** All months of an environment since the cut-over, the latest first, each with a line that says how it stands. */
"use client";

import { useMutation, useQuery } from "convex/react";
import { Hourglass, RefreshCw } from "lucide-react";
import Link from "next/link";
import { api } from "../../../convex/_generated/api.js";
import { formatKroner } from "../../sync/format.ts";
import { describeWaiting } from "../../sync/reconcile/waiting.ts";
import { readError } from "../client/client-error.ts";
import { QueryBoundary } from "../client/query-boundary.tsx";
import { useNow } from "../client/use-now.ts";
import type { EnvironmentName, MonthData, MonthsData } from "../data.ts";
import { formatCount } from "../format.ts";
import { useAct } from "../holds/use-act.ts";
import { Button } from "../parts/button.tsx";
import { FailedAct } from "../parts/failed-act.tsx";
import { Instant } from "../parts/instant.tsx";
import { Loading } from "../parts/loading.tsx";
import { Notice } from "../parts/notice.tsx";
import { Panel } from "../parts/panel.tsx";
import { ProblemWords } from "../parts/problem-words.tsx";
import { TEXTS } from "../texts.ts";
import { Downloads } from "./downloads.tsx";
import { MonthState } from "./month-state.tsx";
import { monthAddress, nameOfMonth } from "./month-words.ts";

export function MonthsPage({ environment }: { environment: EnvironmentName }) {
  return (
    <>
      <div className="space-y-3 pt-1">
        <h2 className="text-xl font-bold">{TEXTS.months.heading}</h2>
        <p className="max-w-prose text-sm text-muted">{TEXTS.months.intro}</p>
      </div>
      <QueryBoundary>
        <Months environment={environment} />
      </QueryBoundary>
    </>
  );
}

function Months({ environment }: { environment: EnvironmentName }) {
  const answer = useQuery(api.reconciliation.months, { tripletexEnv: environment });
  if (answer === undefined) return <Loading text={TEXTS.loading.list} />;
  const shown = answer.months.filter(({ figures, counts }) => {
    return figures.rubic.count + figures.tripletex.count + counts.byHand > 0;
  });
  return (
    <>
      <Compare environment={environment} answer={answer} />
      {shown.length > 0 && (
        <>
          <Panel heading={TEXTS.months.listHeading}>
            <ol className="divide-y divide-line">
              {shown.toReversed().map((month) => (
                <MonthRow key={month.from} environment={environment} month={month} />
              ))}
            </ol>
          </Panel>
          <Downloads environment={environment} months={shown} name={environment} />
        </>
      )}
    </>
  );
}

function Compare({ environment, answer }: { environment: EnvironmentName; answer: MonthsData }) {
  const now = useNow();
  const start = useMutation(api.reconciliation.start);
  const { state, act } = useAct(() => start({ tripletexEnv: environment, scope: "all", via: "page" }));
  const { live, problem, allReadAt, months } = answer;
  const left = live === null ? null : TEXTS.months.comparing(formatCount(live.monthsLeft));
  return (
    <div className="space-y-3">
      {months.length === 0 && live === null && <p>{TEXTS.months.empty}</p>}
      {problem !== null && live === null && (
        <Notice tone="bad" title={TEXTS.months.failed}>
          <ProblemWords problem={problem} />
        </Notice>
      )}
      <Waiting environment={environment} now={now} />
      {state.kind === "failed" && <FailedAct face={readError(state.error)} />}
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <Button onClick={() => act(undefined)} disabledReason={left}>
          <RefreshCw size={16} />
          {TEXTS.months.compare}
        </Button>
        {allReadAt !== null && (
          <p className="pt-2 text-sm text-muted">
            {TEXTS.months.allReadAt} <Instant at={allReadAt} now={now} look="both" />.
          </p>
        )}
      </div>
    </div>
  );
}

/** Why the comparison does not get on, and when it does. */
function Waiting({ environment, now }: { environment: EnvironmentName; now: number }) {
  const reading = useQuery(api.reconciliation.reading, { tripletexEnv: environment });
  const words = reading == null ? null : describeWaiting(reading, now);
  return (
    <div role="status" className="empty:absolute">
      {words !== null && (
        <p className="flex max-w-prose gap-2.5 text-sm wrap-anywhere">
          <Hourglass size={16} className="mt-0.5 shrink-0 text-info" />
          {words}
        </p>
      )}
    </div>
  );
}

function MonthRow({ environment, month }: { environment: EnvironmentName; month: MonthData }) {
  const { rubic } = month.figures;
  return (
    <li className="flex flex-col gap-x-4 gap-y-1 py-3 sm:flex-row sm:items-baseline sm:justify-between">
      <div className="min-w-0 space-y-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Link
            href={monthAddress(environment, month.from)}
            className="inline-flex min-h-6 items-center font-semibold underline underline-offset-4"
          >
            {nameOfMonth(month)}
          </Link>
          <MonthState month={month} />
        </p>
        <p className="text-sm text-muted wrap-anywhere">{month.standing}</p>
      </div>
      <p className="tabular-nums sm:text-right">
        {formatKroner(rubic.grossOere)}
        <span className="block text-sm text-muted">
          {rubic.count === 1 ? TEXTS.months.oneInvoice : TEXTS.months.invoices(formatCount(rubic.count))}
        </span>
      </p>
    </li>
  );
}
