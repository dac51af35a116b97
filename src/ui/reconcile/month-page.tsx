/** One month in full: its figures on both sides, its signature, the documents that are not the same, and how it came about. */
"use client";

import { useQuery } from "convex/react";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { api } from "../../../convex/_generated/api.js";
import { formatKroner } from "../../sync/format.ts";
import { QueryBoundary } from "../client/query-boundary.tsx";
import { useNow } from "../client/use-now.ts";
import type { EnvironmentName, MonthData } from "../data.ts";
import { formatCount } from "../format.ts";
import { Instant } from "../parts/instant.tsx";
import { Loading } from "../parts/loading.tsx";
import { Panel } from "../parts/panel.tsx";
import { TEXTS } from "../texts.ts";
import { Downloads } from "./downloads.tsx";
import { MonthDocuments } from "./month-documents.tsx";
import { MonthFigures } from "./month-figures.tsx";
import { MonthHistory } from "./month-history.tsx";
import { MonthState } from "./month-state.tsx";
import { monthsAddress, nameOfAddress, nameOfMonth } from "./month-words.ts";
import { Signature } from "./signature.tsx";

export function MonthPage({ environment, from }: { environment: EnvironmentName; from: string }) {
  return (
    <>
      <p className="pt-1">
        <Link
          href={monthsAddress(environment)}
          className="inline-flex min-h-6 items-center gap-1.5 text-sm font-semibold underline underline-offset-4"
        >
          <ArrowLeft size={16} />
          {TEXTS.months.back}
        </Link>
      </p>
      <QueryBoundary>
        <Month environment={environment} from={from} />
      </QueryBoundary>
    </>
  );
}

function Month({ environment, from }: { environment: EnvironmentName; from: string }) {
  const month = useQuery(api.reconciliation.month, { tripletexEnv: environment, from });
  if (month === undefined) return <Loading text={TEXTS.loading.list} />;
  if (month === null) return <p>{TEXTS.months.unknown(nameOfAddress(from))}</p>;
  return <LoadedMonth environment={environment} month={month} />;
}

function LoadedMonth({ environment, month }: { environment: EnvironmentName; month: MonthData }) {
  const now = useNow();
  const { counts, byHandOere } = month;
  return (
    <>
      <div className="space-y-2">
        <h2 className="flex flex-wrap items-center gap-3 text-xl font-bold">
          {nameOfMonth(month)} <MonthState month={month} />
        </h2>
        <p className="text-sm text-muted">
          {month.standing} {TEXTS.months.comparedAt} <Instant at={month.comparedAt} now={now} />.
        </p>
      </div>
      <Panel heading={TEXTS.months.figuresHeading}>
        <MonthFigures month={month} />
        {counts.byHand > 0 && (
          <p className="mt-3 text-sm">
            {TEXTS.months.byHand(formatCount(counts.byHand), formatKroner(byHandOere))}
          </p>
        )}
      </Panel>
      <Signature environment={environment} month={month} now={now} />
      <MonthDocuments key={month.comparedAt} environment={environment} month={month} />
      <Downloads environment={environment} months={[month]} name={`${environment}-${month.from}`} />
      <MonthHistory environment={environment} from={month.from} now={now} />
    </>
  );
}
