/** A coloured message with icon, headline and what to do. For states of the page and for answers to a click. */
import { CircleAlert, Info, type LucideIcon, OctagonX, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { TONE_PATCH, type Tone } from "./tone.ts";

type NoticeTone = Extract<Tone, "info" | "attention" | "bad">;

const ICONS: Record<NoticeTone, LucideIcon> = { info: Info, attention: TriangleAlert, bad: CircleAlert };

interface NoticeProps {
  tone: NoticeTone;
  title: string;
  /** `alert` interrupts a screen reader: only for the answer to something the person just did. */
  role?: "alert" | "status";
  isStop?: boolean;
  children?: ReactNode;
}

export function Notice({ tone, title, role, isStop = false, children }: NoticeProps) {
  const Icon = isStop ? OctagonX : ICONS[tone];
  return (
    <div role={role} className={`flex gap-3 rounded-xl border px-4 py-3 ${TONE_PATCH[tone]}`}>
      <Icon size={20} className="mt-0.5 shrink-0" />
      <div className="min-w-0 space-y-1 wrap-anywhere">
        <p className="font-semibold">{title}</p>
        <div className="space-y-1 text-sm text-ink">{children}</div>
      </div>
    </div>
  );
}
