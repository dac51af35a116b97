/** How a month stands, by icon, word and colour together. */
import { CircleCheck, CircleX, type LucideIcon, PenLine, RotateCcw } from "lucide-react";
import type { MonthData } from "../data.ts";
import { TONE_PATCH, type Tone } from "../parts/tone.ts";
import { TEXTS } from "../texts.ts";
import { stateOfMonth } from "./month-words.ts";

const LOOKS: Record<ReturnType<typeof stateOfMonth>, { icon: LucideIcon; tone: Tone }> = {
  equal: { icon: CircleCheck, tone: "good" },
  differs: { icon: CircleX, tone: "bad" },
  signed: { icon: PenLine, tone: "good" },
  reopened: { icon: RotateCcw, tone: "attention" },
};

export function MonthState({ month }: { month: MonthData }) {
  const state = stateOfMonth(month);
  const { icon: Icon, tone } = LOOKS[state];
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full border px-2.5 py-0.5 text-sm font-semibold ${TONE_PATCH[tone]}`}
    >
      <Icon size={14} />
      {TEXTS.months.state[state]}
    </span>
  );
}
