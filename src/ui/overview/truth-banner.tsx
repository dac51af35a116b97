/** The sentence of truth: computed from the figures, on top of everything, in the tone that they deserve. */
import { CircleCheck, CircleHelp, CircleX, type LucideIcon, TriangleAlert } from "lucide-react";
import { computeTruth, type Truth } from "../../sync/truth.ts";
import type { Overview } from "../data.ts";
import { TONE_PATCH, type Tone } from "../parts/tone.ts";
import { TEXTS } from "../texts.ts";
import { MissingLink } from "./missing-link.tsx";

const LOOKS: Record<Truth["tone"], { icon: LucideIcon; tone: Tone }> = {
  good: { icon: CircleCheck, tone: "good" },
  attention: { icon: TriangleAlert, tone: "attention" },
  bad: { icon: CircleX, tone: "bad" },
  unknown: { icon: CircleHelp, tone: "neutral" },
};

/** How the environment stands at `now` (epoch milliseconds). */
export function truthOf(overview: Overview, now: number): Truth {
  return computeTruth({ ...overview, isRunLive: overview.liveRun !== null }, now);
}

export function TruthBanner({ truth, isShut }: { truth: Truth; isShut: boolean }) {
  const { icon: Icon, tone } = LOOKS[truth.tone];
  return (
    <section
      aria-label={TEXTS.truth.heading}
      className={`flex items-start gap-3 rounded-xl border px-4 py-4 sm:gap-4 sm:px-5 ${TONE_PATCH[tone]}`}
    >
      <Icon size={32} className="mt-0.5 shrink-0" />
      <div className="min-w-0">
        <p className="text-sm font-semibold">{TEXTS.truth.tone[truth.tone]}</p>
        <p className="text-lg leading-snug font-semibold text-ink wrap-anywhere sm:text-xl">
          {truth.sentence}
        </p>
        {isShut && <MissingLink />}
      </div>
    </section>
  );
}
