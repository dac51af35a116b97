/**
 * The records that wait, each with its reason, one remedy and what can be done about it here; and those that a person has
 * left out. What is listed stands in the address, so that a view can be linked to and survives a reload.
 */
"use client";

import { useSearchParams } from "next/navigation";
import { QueryBoundary } from "../client/query-boundary.tsx";
import type { EnvironmentName } from "../data.ts";
import { parseHoldKind, parseMender } from "../environments.ts";
import { TEXTS } from "../texts.ts";
import { type HoldView, holdsAddress, parseHoldState } from "./address.ts";
import { HoldList } from "./hold-list.tsx";
import { HOLDS_HEADING_ID } from "./use-focus-heir.ts";
import { ViewLinks } from "./view-links.tsx";

export function HoldsPage({ environment }: { environment: EnvironmentName }) {
  const params = useSearchParams();
  const view: HoldView = {
    environment,
    kind: parseHoldKind(params.get("kind")),
    awaits: parseMender(params.get("for")),
    state: parseHoldState(params.get("show")),
  };
  return (
    <>
      <div className="space-y-3 pt-1">
        <h2 id={HOLDS_HEADING_ID} tabIndex={-1} className="text-xl font-bold">
          {TEXTS.holds.listsHeading[view.state]}
        </h2>
        <p className="max-w-prose text-sm text-muted">{TEXTS.holds.intro[view.state]}</p>
        <ViewLinks view={view} />
      </div>
      <QueryBoundary key={holdsAddress(view)}>
        <HoldList view={view} />
      </QueryBoundary>
    </>
  );
}
