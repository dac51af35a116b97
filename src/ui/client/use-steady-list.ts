/**
 * Keeps a growing list still while somebody reads it: rows that arrive above or between the ones on show are counted and
 * offered, not pushed in. Rows below the last one (the next page) are always shown. The rules are pure functions.
 */
"use client";

import { useState } from "react";

interface Identified {
  id: string;
}

interface SteadyList<Row> {
  shown: Row[];
  /** How many newer rows are held back. */
  freshCount: number;
  showFresh: () => void;
}

/**
 * The ids on show after `rows` arrived: all of them when the reader follows or when nothing on show is left; else those
 * on show before and whatever lies below them.
 */
export function advanceKnown(
  rows: readonly Identified[],
  known: ReadonlySet<string>,
  isFollowing: boolean,
): ReadonlySet<string> {
  const lastKnown = rows.findLastIndex((row) => known.has(row.id));
  const added = (isFollowing ? rows : rows.slice(lastKnown + 1)).filter((row) => !known.has(row.id));
  return added.length === 0 ? known : new Set([...known, ...added.map((row) => row.id)]);
}

/** `isFollowing`: nobody reads further down, so new rows may appear at once. */
export function useSteadyList<Row extends Identified>(
  rows: readonly Row[],
  isFollowing: boolean,
): SteadyList<Row> {
  const [known, setKnown] = useState<ReadonlySet<string>>(() => new Set());
  const advanced = advanceKnown(rows, known, isFollowing);
  if (advanced !== known) setKnown(advanced);
  const shown = rows.filter((row) => advanced.has(row.id));
  return {
    shown,
    freshCount: rows.length - shown.length,
    showFresh: () => setKnown(new Set(rows.map((row) => row.id))),
  };
}
