/** One list of records: held or left out, of one kind or all. Live, but it never moves under whoever reads it. */
"use client";

import { usePaginatedQuery } from "convex/react";
import { CircleCheck } from "lucide-react";
import { type ReactNode, useState } from "react";
import { api } from "../../../convex/_generated/api.js";
import { Announcer } from "../client/announcer.tsx";
import { useNow } from "../client/use-now.ts";
import { useSteadyList } from "../client/use-steady-list.ts";
import type { Hold } from "../data.ts";
import { formatCount } from "../format.ts";
import { FreshButton, MoreButton } from "../parts/list-buttons.tsx";
import { Loading } from "../parts/loading.tsx";
import { Panel } from "../parts/panel.tsx";
import { TEXTS } from "../texts.ts";
import type { HoldView } from "./address.ts";
import { HeldItem } from "./held-item.tsx";
import { type Ended, LastAct } from "./last-act.tsx";
import { LeftOutItem } from "./left-out-item.tsx";
import { RetryAll } from "./retry-all.tsx";
import { useBlocks } from "./use-blocks.ts";

const PAGE_SIZE = 20;

export function HoldList({ view }: { view: HoldView }) {
  const { environment, kind, awaits, state } = view;
  const now = useNow();
  const blocks = useBlocks(environment);
  const [ended, setEnded] = useState<Ended | null>(null);
  const filter = { ...(kind !== null && { kind }), ...(awaits !== null && { awaits }) };
  const { results, status, loadMore } = usePaginatedQuery(
    api.holds.list,
    { tripletexEnv: environment, state, ...filter },
    { initialNumItems: PAGE_SIZE },
  );
  if (status === "LoadingFirstPage") return <Loading text={TEXTS.loading.list} />;
  const Item = state === "open" ? HeldItem : LeftOutItem;
  return (
    <>
      <Rows
        view={view}
        rows={results}
        aside={
          // The button tries what its words say, which is more than a list of one person's records shows.
          state === "open" &&
          awaits === null && <RetryAll environment={environment} kind={kind} blocks={blocks} now={now} />
        }
        below={<MoreButton status={status} texts={TEXTS.holds} onClick={() => loadMore(PAGE_SIZE)} />}
        draw={(hold) => (
          <Item
            key={hold.id}
            hold={hold}
            environment={environment}
            blocks={blocks}
            now={now}
            onEnded={setEnded}
          />
        )}
      />
      <LastAct ended={ended} view={view} onClose={() => setEnded(null)} />
    </>
  );
}

interface RowsProps {
  view: HoldView;
  rows: readonly Hold[];
  aside: ReactNode;
  below: ReactNode;
  draw: (hold: Hold) => ReactNode;
}

function Rows({ view, rows, aside, below, draw }: RowsProps) {
  const { shown, freshCount, showFresh } = useSteadyList(rows, false);
  if (shown.length === 0) return <NothingListed view={view} />;
  return (
    <Panel
      heading={TEXTS.holds.listHeading[view.state][view.kind ?? "all"]}
      aside={<FreshButton count={freshCount} text={TEXTS.holds.fresh} idle={null} onClick={showFresh} />}
    >
      <Announcer sentence={freshCount === 0 ? "" : TEXTS.holds.fresh(formatCount(freshCount))} />
      {aside}
      <ol aria-label={TEXTS.holds.listsHeading[view.state]} className="divide-y divide-line">
        {shown.map(draw)}
      </ol>
      {below}
    </Panel>
  );
}

function NothingListed({ view }: { view: HoldView }) {
  return (
    <p className="flex items-center gap-2.5 rounded-xl border border-line bg-raised p-5">
      <CircleCheck size={20} className="shrink-0 text-good" />
      {view.awaits === null
        ? TEXTS.holds.empty[view.state][view.kind ?? "all"]
        : TEXTS.mending.nothing[view.awaits]}
    </p>
  );
}
