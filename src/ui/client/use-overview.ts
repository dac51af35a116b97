/**
 * The overview for the ornaments of the frame (company line, count of held records). They never fail: while the query has
 * no answer or an error they see "nothing yet"; the page below shows the error with its remedy.
 */
"use client";

import { useQueries } from "convex/react";
import { useMemo } from "react";
import { api } from "../../../convex/_generated/api.js";
import type { EnvironmentName, Overview } from "../data.ts";

/** The overview as far as it is known; null before the first answer and after an error. */
export function useOverviewIfKnown(environment: EnvironmentName): Overview | null {
  const queries = useMemo(
    () => ({ overview: { query: api.overview.get, args: { tripletexEnv: environment } } }),
    [environment],
  );
  const answer: Overview | Error | undefined = useQueries(queries).overview;
  return answer === undefined || answer instanceof Error ? null : answer;
}
