/**
 * Counts, durations and times that only the page shows; kroner and plain dates come from the formatter shared with the
 * command line. Numbers are grouped the Norwegian way, times are those of Oslo. Takes "now" as an argument: no clock here.
 */
const OSLO = "Europe/Oslo";
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Below this a time is "just now" or "any moment": seconds that count down only distract. */
const NOW_MS = 45 * SECOND_MS;

const counts = new Intl.NumberFormat("nb-NO", { maximumFractionDigits: 0 });
const fullTime = new Intl.DateTimeFormat("en-GB", {
  timeZone: OSLO,
  weekday: "short",
  day: "numeric",
  month: "long",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const clockSeconds = new Intl.DateTimeFormat("en-GB", {
  timeZone: OSLO,
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** `12400` → `12 400`. */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** Epoch milliseconds → `Fri, 20 November 2026 at 14:02:31`, in Oslo. */
export function formatFullTime(at: number): string {
  return fullTime.format(at);
}

/** Epoch milliseconds → `14:02:31`, in Oslo. */
export function formatClockSeconds(at: number): string {
  return clockSeconds.format(at);
}

/** How far `at` lies from `now`: `in 12 min`, `3 h ago`, `2 days ago`, `just now`, `any moment`. */
export function formatRelative(at: number, now: number): string {
  const distanceMs = Math.abs(at - now);
  if (distanceMs < NOW_MS) return at > now ? "any moment" : "just now";
  const size = formatDistance(distanceMs);
  return at > now ? `in ${size}` : `${size} ago`;
}

/** In the largest whole unit; 50 s is "1 min", never "0 min", and 59 min 50 s stays below the hour. */
function formatDistance(distanceMs: number): string {
  if (distanceMs < HOUR_MS) {
    const minutes = Math.round(distanceMs / MINUTE_MS);
    return `${Math.min(Math.max(minutes, 1), HOUR_MS / MINUTE_MS - 1)} min`;
  }
  if (distanceMs < DAY_MS) return `${Math.floor(distanceMs / HOUR_MS)} h`;
  const days = Math.floor(distanceMs / DAY_MS);
  return days === 1 ? "1 day" : `${counts.format(days)} days`;
}

/** `187000` ms → `3 min 7 s`; `4 s`; `30 min`; `2 h 5 min`. */
export function formatDuration(durationMs: number): string {
  const safeMs = Math.max(0, durationMs);
  if (safeMs < MINUTE_MS) return `${Math.max(1, Math.round(safeMs / SECOND_MS))} s`;
  const [wholeMs, whole, partMs, part] =
    safeMs < HOUR_MS ? [MINUTE_MS, "min", SECOND_MS, "s"] : [HOUR_MS, "h", MINUTE_MS, "min"];
  const rest = Math.floor((safeMs % wholeMs) / partMs);
  const start = `${Math.floor(safeMs / wholeMs)} ${whole}`;
  return rest === 0 ? start : `${start} ${rest} ${part}`;
}
