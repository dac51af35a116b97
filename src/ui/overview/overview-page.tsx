/**
 * The page of one environment: how it stands, the figures behind that, what runs, and what can be done. One query feeds
 * all of it, so that it never shows two moments side by side.
 */
"use client";

import { useQuery } from "convex/react";
import { api } from "../../../convex/_generated/api.js";
import { Announcer } from "../client/announcer.tsx";
import { QueryBoundary } from "../client/query-boundary.tsx";
import { useNow } from "../client/use-now.ts";
import type { EnvironmentName, Overview } from "../data.ts";
import { Loading } from "../parts/loading.tsx";
import { TEXTS } from "../texts.ts";
import { Banners } from "./banners.tsx";
import { DeadlinesPanel } from "./deadlines-panel.tsx";
import { Figures } from "./figures.tsx";
import { Needs } from "./needs.tsx";
import { describeNews } from "./news.ts";
import { ReadinessPanel } from "./readiness-panel.tsx";
import { RecentRuns } from "./recent-runs.tsx";
import { SyncPanel } from "./sync-panel.tsx";
import { TruthBanner, truthOf } from "./truth-banner.tsx";
import { TypeCard } from "./type-card.tsx";

export function OverviewPage({ environment }: { environment: EnvironmentName }) {
  return (
    <QueryBoundary>
      <OverviewContent environment={environment} />
    </QueryBoundary>
  );
}

function OverviewContent({ environment }: { environment: EnvironmentName }) {
  const overview = useQuery(api.overview.get, { tripletexEnv: environment });
  if (overview === undefined) return <Loading text={TEXTS.loading.overview} />;
  return <LoadedOverview environment={environment} overview={overview} />;
}

/** While a run is on its duration moves. */
const LIVE_TICK_MS = 1000;

function LoadedOverview({ environment, overview }: { environment: EnvironmentName; overview: Overview }) {
  const now = useNow(overview.liveRun === null ? undefined : LIVE_TICK_MS);
  const truth = truthOf(overview, now);
  return (
    <>
      <Announcer sentence={describeNews(overview, truth.sentence)} />
      <TruthBanner truth={truth} isShut={overview.notReady !== null} />
      <Needs overview={overview} />
      <Banners overview={overview} now={now} />
      <DeadlinesPanel overview={overview} now={now} />
      <ReadinessPanel environment={environment} now={now} />
      <div className="grid gap-4 lg:grid-cols-[3fr_2fr]">
        <Figures comparison={overview.comparison} booksFrom={overview.booksFrom} now={now} />
        <SyncPanel environment={environment} overview={overview} now={now} />
      </div>
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        {overview.types.map((card) => (
          <TypeCard key={card.syncType} environment={environment} card={card} now={now} />
        ))}
      </div>
      <RecentRuns environment={environment} now={now} />
    </>
  );
}
