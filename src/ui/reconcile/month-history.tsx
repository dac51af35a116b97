/** How a month came to stand as it does, latest first. */
"use client";

import { useQuery } from "convex/react";
import { api } from "../../../convex/_generated/api.js";
import type { EnvironmentName } from "../data.ts";
import { Instant } from "../parts/instant.tsx";
import { Loading } from "../parts/loading.tsx";
import { Panel } from "../parts/panel.tsx";
import { TEXTS } from "../texts.ts";

interface MonthHistoryProps {
  environment: EnvironmentName;
  from: string;
  now: number;
}

export function MonthHistory({ environment, from, now }: MonthHistoryProps) {
  const rows = useQuery(api.reconciliation.history, { tripletexEnv: environment, from });
  return (
    <Panel heading={TEXTS.months.historyHeading}>
      {rows === undefined ? (
        <Loading text={TEXTS.loading.list} />
      ) : (
        <ol className="divide-y divide-line text-sm">
          {rows.map(({ at, event, actor, text }) => (
            <li key={`${at} ${event} ${text}`} className="py-2 wrap-anywhere">
              <span className="font-semibold">{TEXTS.months.event[event]}</span> <Instant at={at} now={now} />
              {actor !== null && ` (${TEXTS.actor(actor)})`}: {text}
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
