/**
 * The records that wait, each with its reason and one remedy. The filter lives in the address, so that a view can be
 * linked to and survives a reload.
 */
"use client";

import { usePaginatedQuery } from "convex/react";
import { CircleCheck } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { api } from "../../../convex/_generated/api.js";
import { Announcer } from "../client/announcer.tsx";
import { QueryBoundary } from "../client/query-boundary.tsx";
import { useNow } from "../client/use-now.ts";
import { useSteadyList } from "../client/use-steady-list.ts";
import type { EnvironmentName, HoldKind } from "../data.ts";
import { parseHoldKind } from "../environments.ts";
import { FreshButton, MoreButton } from "../parts/list-buttons.tsx";
import { Loading } from "../parts/loading.tsx";
import { Panel } from "../parts/panel.tsx";
import { TEXTS } from "../texts.ts";
import { HoldItem } from "./hold-item.tsx";
import { KindFilter } from "./kind-filter.tsx";

const PAGE_SIZE = 20;

export function HoldsPage({ environment }: { environment: EnvironmentName }) {
  const kind = parseHoldKind(useSearchParams().get("kind"));
  return (
    <>
      <div className="space-y-3 pt-1">
        <h2 className="text-xl font-bold">{TEXTS.holds.heading}</h2>
        <p className="max-w-prose text-sm text-muted">{TEXTS.holds.intro}</p>
        <KindFilter environment={environment} kind={kind} />
      </div>
      <QueryBoundary key={kind}>
        <HoldList environment={environment} kind={kind} />
      </QueryBoundary>
    </>
  );
}

interface HoldListProps {
  environment: EnvironmentName;
  kind: HoldKind | null;
}

function HoldList({ environment, kind }: HoldListProps) {
  const now = useNow();
  const filter = kind === null ? {} : { kind };
  const { results, status, loadMore } = usePaginatedQuery(
    api.holds.list,
    { tripletexEnv: environment, ...filter },
    { initialNumItems: PAGE_SIZE },
  );
  const { shown, freshCount, showFresh } = useSteadyList(results, false);
  if (status === "LoadingFirstPage") return <Loading text={TEXTS.loading.list} />;
  if (shown.length === 0) return <NothingHeld kind={kind} />;
  return (
    <Panel
      heading={TEXTS.holds.listHeading[kind ?? "all"]}
      aside={<FreshButton count={freshCount} text={TEXTS.holds.fresh} idle={null} onClick={showFresh} />}
    >
      <Announcer sentence={freshCount === 0 ? "" : TEXTS.holds.fresh(String(freshCount))} />
      <ol aria-label={TEXTS.holds.listLabel} className="divide-y divide-line">
        {shown.map((hold) => (
          <HoldItem key={hold.id} hold={hold} now={now} />
        ))}
      </ol>
      <MoreButton status={status} texts={TEXTS.holds} onClick={() => loadMore(PAGE_SIZE)} />
    </Panel>
  );
}

function NothingHeld({ kind }: { kind: HoldKind | null }) {
  const text = kind === null ? TEXTS.holds.empty : TEXTS.holds.emptyKind[kind];
  return (
    <p className="flex items-center gap-2.5 rounded-xl border border-line bg-raised p-5">
      <CircleCheck size={20} className="shrink-0 text-good" />
      {text}
    </p>
  );
}
