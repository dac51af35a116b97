/** When the VAT return of a held document is due, and in how many days; loud when it is soon or past. */
import { CalendarClock } from "lucide-react";
import { formatIsoDate } from "../../sync/format.ts";
import { daysUntil, describeDaysLeft } from "../../sync/vat-terms.ts";
import { DEADLINES } from "../texts/deadlines.ts";
import { TONE_TEXT, type Tone } from "./tone.ts";

/** Time enough to mend a document and sync before the return is filed. */
const SOON_DAYS = 14;

function toneOf(days: number): Tone {
  if (days < 0) return "bad";
  return days <= SOON_DAYS ? "attention" : "neutral";
}

export function Deadline({ dueDate, now }: { dueDate: string; now: number }) {
  const tone = toneOf(daysUntil(dueDate, now));
  return (
    <span className={`inline-flex items-center gap-1 ${TONE_TEXT[tone]}`}>
      <CalendarClock size={14} className="shrink-0" />
      {DEADLINES.due(formatIsoDate(dueDate), describeDaysLeft(dueDate, now))}
    </span>
  );
}
