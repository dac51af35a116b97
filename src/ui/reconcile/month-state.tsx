/** How a month stands, by icon, word and colour together. */
import { CircleCheck, CircleX, Hourglass, type LucideIcon, PenLine, RotateCcw } from "lucide-react";
import type { MonthData } from "../data.ts";
import { TONE_PATCH, type Tone } from "../parts/tone.ts";
import { type MonthState as State, stateOfMonth, wordsOfMonth } from "./month-words.ts";

const LOOKS: Record<State, { icon: LucideIcon; tone: Tone }> = {
  equal: { icon: CircleCheck, tone: "good" },
  waits: { icon: Hourglass, tone: "info" },
  differs: { icon: CircleX, tone: "bad" },
  signed: { icon: PenLine, tone: "good" },
  reopened: { icon: RotateCcw, tone: "attention" },
};

export function MonthState({ month }: { month: MonthData }) {
  const { icon: Icon, tone } = LOOKS[stateOfMonth(month)];
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full border px-2.5 py-0.5 text-sm font-semibold ${TONE_PATCH[tone]}`}
    >
      <Icon size={14} className="shrink-0" />
      {wordsOfMonth(month)}
    </span>
  );
}
