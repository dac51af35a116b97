/** What a run created, changed and adopted in Tripletex, record by record: what an accountant asks after a bad run. */
"use client";

import { usePaginatedQuery, useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api.js";
import { formatIsoDate } from "../../sync/format.ts";
import { WRITES_KEPT_DAYS } from "../../sync/retention.ts";
import { HOW_TEXTS, nameWrite } from "../../sync/written.ts";
import { QueryBoundary } from "../client/query-boundary.tsx";
import { useSteadyList } from "../client/use-steady-list.ts";
import type { RunData } from "../data.ts";
import { formatCount } from "../format.ts";
import { Kroner } from "../parts/kroner.tsx";
import { FreshButton, MoreButton } from "../parts/list-buttons.tsx";
import { Panel } from "../parts/panel.tsx";
import { TEXTS } from "../texts.ts";

type Summary = NonNullable<FunctionReturnType<typeof api.runs.writtenCounts>>;
type Write = FunctionReturnType<typeof api.runs.written>["page"][number];

const PAGE_SIZE = 25;

export function RunWritten(props: { runId: RunData["runId"] }) {
  return (
    <QueryBoundary>
      <WrittenPanel {...props} />
    </QueryBoundary>
  );
}

function WrittenPanel({ runId }: { runId: RunData["runId"] }) {
  const summary = useQuery(api.runs.writtenCounts, { runId });
  const { results, status, loadMore } = usePaginatedQuery(
    api.runs.written,
    { runId },
    { initialNumItems: PAGE_SIZE },
  );
  const { shown, freshCount, showFresh } = useSteadyList(results, false);
  const isLoading = status === "LoadingFirstPage" || summary === undefined;
  return (
    <Panel
      heading={TEXTS.run.written.heading}
      aside={
        <FreshButton count={freshCount} text={TEXTS.run.written.fresh} idle={null} onClick={showFresh} />
      }
    >
      {isLoading && <p className="text-sm text-muted">{TEXTS.loading.list}</p>}
      {!isLoading && <Counts summary={summary} />}
      <ol aria-label={TEXTS.run.written.listLabel} className="divide-y divide-line">
        {shown.map((write) => (
          <WriteRow key={write.id} write={write} />
        ))}
      </ol>
      {status === "Exhausted" && results.length === 0 && summary != null && summary.counts.length > 0 && (
        <p className="text-sm text-muted">{TEXTS.run.written.removed(WRITES_KEPT_DAYS)}</p>
      )}
      <MoreButton status={status} texts={TEXTS.run.written} onClick={() => loadMore(PAGE_SIZE)} />
    </Panel>
  );
}

function Counts({ summary }: { summary: Summary | null }) {
  if (summary === null || (summary.counts.length === 0 && summary.inDoubt === 0)) {
    return <p className="text-sm text-muted">{TEXTS.run.written.empty}</p>;
  }
  return (
    <div className="pb-2 text-sm">
      {summary.counts.map((counts) => (
        <p key={counts.kind}>
          <span className="font-semibold">{TEXTS.kind[counts.kind].filter}</span> {describeCounts(counts)}
        </p>
      ))}
      {summary.inDoubt > 0 && <p>{TEXTS.run.written.inDoubt(formatCount(summary.inDoubt))}</p>}
    </div>
  );
}

const HOWS = ["created", "updated", "adopted", "unclear"] as const;

function describeCounts(counts: Summary["counts"][number]): string {
  return HOWS.filter((how) => counts[how] > 0)
    .map((how) => `${formatCount(counts[how])} ${HOW_TEXTS[how].word}`)
    .join(", ");
}

function WriteRow({ write }: { write: Write }) {
  return (
    <li className="flex flex-wrap gap-x-4 gap-y-1 py-2 text-sm">
      <span className="min-w-56 font-medium wrap-anywhere">{nameWrite(write)}</span>
      <span title={HOW_TEXTS[write.how].explanation}>{HOW_TEXTS[write.how].word}</span>
      {write.amountOere !== null && <Kroner oere={write.amountOere} />}
      {write.documentDate !== null && <span>{formatIsoDate(write.documentDate)}</span>}
      {write.tripletexId !== null && (
        <span className="text-muted">{TEXTS.run.written.tripletexId(String(write.tripletexId))}</span>
      )}
    </li>
  );
}
