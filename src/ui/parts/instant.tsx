/** A point in time: short on the page, complete (with date, seconds and Oslo's clock) in the tooltip and for machines. */
import { formatInstant } from "../../sync/format.ts";
import { formatFullTime, formatRelative } from "../format.ts";

interface InstantProps {
  at: number;
  now: number;
  /** `both`: "in 12 min., 14:02". */
  look?: "clock" | "both";
}

export function Instant({ at, now, look = "clock" }: InstantProps) {
  const clock = formatInstant(at, now);
  return (
    <time dateTime={new Date(at).toISOString()} title={formatFullTime(at)} suppressHydrationWarning>
      {look === "both" ? `${formatRelative(at, now)}, ${clock}` : clock}
    </time>
  );
}
