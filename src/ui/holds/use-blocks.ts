/** Why acts on held records can't be sent now, and which books a new try would write to. */
"use client";

import { useConnectionFace } from "../client/use-connection.ts";
import { useOverviewIfKnown } from "../client/use-overview.ts";
import type { EnvironmentName } from "../data.ts";
import { TEXTS } from "../texts.ts";

export interface Blocks {
  /** Why nothing can be decided now; null when it can. A decision writes nothing to Tripletex, so the brake is no reason. */
  decide: string | null;
  /** Why nothing can be tried again now; null when it can. */
  retry: string | null;
  /** The company, to be named before a try that writes to the real books. */
  company: string;
}

export function useBlocks(environment: EnvironmentName): Blocks {
  const connection = useConnectionFace();
  const overview = useOverviewIfKnown(environment);
  const company = overview?.company ?? null;
  const isStopped = (overview?.writingStopped ?? null) !== null;
  const decide = connection === "online" ? null : TEXTS.start.disabledOffline;
  return {
    decide,
    retry: decide ?? (isStopped ? TEXTS.start.disabledStopped : null),
    company: company === null ? TEXTS.start.companyUnknown : TEXTS.start.company(company.name, company.id),
  };
}
