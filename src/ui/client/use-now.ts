/** The clock of the page, ticking slowly: what it shows are minutes, and each tick draws the page again. */
"use client";

import { useEffect, useState } from "react";

const MINUTE_MS = 60_000;

/** Now, in epoch milliseconds, refreshed every `intervalMs` (default: a minute). */
export function useNow(intervalMs: number = MINUTE_MS): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs]);
  return now;
}
