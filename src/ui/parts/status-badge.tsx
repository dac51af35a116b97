/**
 * The state of a run or a type as icon, word and colour together. Each state has its own icon, so that two states are
 * told apart without colour; the explanation is the tooltip and stands in full on the run's own page.
 */
import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleX,
  Clock,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  TriangleAlert,
  Unplug,
} from "lucide-react";
import { RUN_FACTS } from "../../sync/states/run.ts";
import type { RunStatus, TypeProgress } from "../data.ts";
import { TEXTS } from "../texts.ts";
import { TONE_PATCH, type Tone } from "./tone.ts";

interface StatusLook {
  icon: LucideIcon;
  tone: Tone;
  isMoving?: boolean;
}

/** A type of a live run that has not begun is stored as running; a person is told that it is queued. */
type ShownStatus = RunStatus | "queued";

/** A record over the union: a new state does not compile until it has a look. */
const LOOKS: Record<ShownStatus, StatusLook> = {
  queued: { icon: Clock, tone: "neutral" },
  running: { icon: LoaderCircle, tone: "info", isMoving: true },
  waiting: { icon: Hourglass, tone: "info" },
  interrupted: { icon: Unplug, tone: "attention" },
  success: { icon: CircleCheck, tone: "good" },
  partial: { icon: TriangleAlert, tone: "attention" },
  failed: { icon: CircleX, tone: "bad" },
  cancelled: { icon: Ban, tone: "neutral" },
};

const NEVER_RUN = { word: TEXTS.card.neverRun, explanation: TEXTS.card.neverRunExplanation };

function textOf(status: ShownStatus | null) {
  if (status === null) return NEVER_RUN;
  return status === "queued" ? TEXTS.queued : TEXTS.status[status];
}

/** `status` null: not run yet. */
export function StatusBadge({ status }: { status: ShownStatus | null }) {
  const look: StatusLook = status === null ? { icon: CircleDashed, tone: "neutral" } : LOOKS[status];
  const text = textOf(status);
  const Icon = look.icon;
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full border px-2.5 py-0.5 text-sm font-medium whitespace-nowrap ${TONE_PATCH[look.tone]}`}
      title={text.explanation}
    >
      <Icon size={15} className={look.isMoving === true ? "motion-safe:animate-spin" : ""} />
      {text.word}
    </span>
  );
}

/** Whether a run in this state still holds its environment. */
export function isLiveStatus(status: RunStatus): boolean {
  return RUN_FACTS[status].isLive;
}

/** The state of one type as a person is told it. */
export function shownStatus(progress: Omit<TypeProgress, "syncType">): ShownStatus {
  const { status, counters, expected, isExpectedFinal } = progress;
  const hasBegun = counters.done > 0 || expected > 0 || isExpectedFinal;
  return status === "running" && !hasBegun ? "queued" : status;
}
