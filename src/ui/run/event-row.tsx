/** One line of what happened: when, how serious (icon, word and colour), and the words. */
import { CircleX, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import { formatInstant } from "../../sync/format.ts";
import type { RunEvent } from "../data.ts";
import { formatClockSeconds, formatFullTime } from "../format.ts";
import { TONE_TEXT, type Tone } from "../parts/tone.ts";
import { TEXTS } from "../texts.ts";

const LOOKS: Record<RunEvent["level"], { icon: LucideIcon; tone: Tone }> = {
  info: { icon: Info, tone: "neutral" },
  warning: { icon: TriangleAlert, tone: "attention" },
  error: { icon: CircleX, tone: "bad" },
};

export function EventRow({ event, now }: { event: RunEvent; now: number }) {
  const { icon: Icon, tone } = LOOKS[event.level];
  return (
    <li className="flex gap-3 py-2 text-sm">
      <time
        dateTime={new Date(event.at).toISOString()}
        title={formatFullTime(event.at)}
        className="shrink-0 text-muted tabular-nums"
      >
        {clockOf(event.at, now)}
      </time>
      <span className={`mt-0.5 shrink-0 ${TONE_TEXT[tone]}`} title={TEXTS.events.level[event.level]}>
        <Icon size={16} />
        <span className="sr-only">{TEXTS.events.level[event.level]}:</span>
      </span>
      <span className="min-w-0 wrap-anywhere">
        {event.level !== "info" && (
          <span className={`font-semibold ${TONE_TEXT[tone]}`}>{TEXTS.events.level[event.level]}: </span>
        )}
        {event.message}
      </span>
    </li>
  );
}

/** With seconds today; an older day needs its date more than its seconds. */
function clockOf(at: number, now: number): string {
  const short = formatInstant(at, now);
  return short.includes(" ") ? short : formatClockSeconds(at);
}
