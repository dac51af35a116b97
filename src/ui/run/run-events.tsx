/**
 * What happened in a run, newest first. New lines appear by themselves only while the list stands at its top and nobody
 * points at it; else they are counted in the heading and wait for a click, so that nothing moves under the reader.
 */
"use client";

import { usePaginatedQuery } from "convex/react";
import { api } from "../../../convex/_generated/api.js";
import { EVENTS_KEPT_DAYS, keptSince } from "../../sync/retention.ts";
import { QueryBoundary } from "../client/query-boundary.tsx";
import { useReading } from "../client/use-reading.ts";
import { useSteadyList } from "../client/use-steady-list.ts";
import type { RunData } from "../data.ts";
import { FreshButton, MoreButton } from "../parts/list-buttons.tsx";
import { Panel } from "../parts/panel.tsx";
import { TEXTS } from "../texts.ts";
import { EventRow } from "./event-row.tsx";

const PAGE_SIZE = 25;

interface RunEventsProps {
  runId: RunData["runId"];
  startedAt: number;
  now: number;
}

export function RunEvents(props: RunEventsProps) {
  return (
    <QueryBoundary>
      <EventsPanel {...props} />
    </QueryBoundary>
  );
}

function EventsPanel({ runId, startedAt, now }: RunEventsProps) {
  const { results, status, loadMore } = usePaginatedQuery(
    api.runs.events,
    { runId },
    { initialNumItems: PAGE_SIZE },
  );
  const { isReading, handlers } = useReading();
  const { shown, freshCount, showFresh } = useSteadyList(results, !isReading);
  const isRemoved = startedAt < keptSince(now, EVENTS_KEPT_DAYS);
  const nothingText = isRemoved ? TEXTS.events.removed(EVENTS_KEPT_DAYS) : TEXTS.events.empty;
  const emptyText = status === "LoadingFirstPage" ? TEXTS.loading.list : nothingText;
  return (
    <Panel
      heading={TEXTS.events.heading}
      aside={
        <FreshButton
          count={freshCount}
          text={TEXTS.events.fresh}
          idle={TEXTS.events.live}
          onClick={showFresh}
        />
      }
    >
      <section
        aria-label={TEXTS.events.listLabel}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
        tabIndex={0}
        className="relative max-h-128 overflow-y-auto rounded-lg"
        {...handlers}
      >
        {shown.length === 0 && <p className="text-sm text-muted">{emptyText}</p>}
        <ol className="divide-y divide-line">
          {shown.map((event) => (
            <EventRow key={event.id} event={event} now={now} />
          ))}
        </ol>
        <MoreButton status={status} texts={TEXTS.events} onClick={() => loadMore(PAGE_SIZE)} />
      </section>
    </Panel>
  );
}
