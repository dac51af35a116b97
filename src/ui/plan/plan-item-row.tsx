/** One record of a plan: what would happen to it, each field that changes as from and to, and why it would be held. */
import {
  ArrowRight,
  CircleHelp,
  CircleMinus,
  CirclePlus,
  CircleSlash,
  Link2,
  type LucideIcon,
  Pencil,
  TriangleAlert,
} from "lucide-react";
import { formatIsoDate } from "../../sync/format.ts";
import { awaitedBy, titleFor } from "../../sync/hold-codes.ts";
import type { PlanAction, PlanItem } from "../data.ts";
import { Kroner } from "../parts/kroner.tsx";
import { MenderLabel } from "../parts/mender-label.tsx";
import { TONE_PATCH, type Tone } from "../parts/tone.ts";
import { TEXTS } from "../texts.ts";

const LOOKS: Record<PlanAction, { icon: LucideIcon; tone: Tone }> = {
  create: { icon: CirclePlus, tone: "good" },
  update: { icon: Pencil, tone: "info" },
  adopt: { icon: Link2, tone: "info" },
  held: { icon: TriangleAlert, tone: "attention" },
  waits: { icon: CircleHelp, tone: "attention" },
  leftOut: { icon: CircleMinus, tone: "neutral" },
  outOfScope: { icon: CircleSlash, tone: "neutral" },
};

export function PlanItemRow({ item }: { item: PlanItem }) {
  const { icon: Icon, tone } = LOOKS[item.action];
  return (
    <li className="space-y-1.5 py-3 text-sm first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span
          className={`inline-flex items-center gap-1.5 rounded-full border px-2.5 py-0.5 font-medium whitespace-nowrap ${TONE_PATCH[tone]}`}
        >
          <Icon size={15} />
          {TEXTS.plan.items.word[item.action].word}
        </span>
        <span className="min-w-0 font-semibold wrap-anywhere">{item.label}</span>
        <Amount item={item} />
        {item.isDone && <span className="text-muted">{TEXTS.plan.items.done}</span>}
      </div>
      <Differences item={item} />
      <Reason item={item} />
    </li>
  );
}

function Amount({ item: { amountOere, documentDate } }: { item: PlanItem }) {
  return (
    <>
      {amountOere !== null && <Kroner oere={amountOere} />}
      {documentDate !== null && <span className="text-muted">{formatIsoDate(documentDate)}</span>}
    </>
  );
}

function Differences({ item: { differences } }: { item: PlanItem }) {
  if (differences.length === 0) return null;
  return (
    <dl
      aria-label={TEXTS.plan.items.differences}
      className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 rounded-lg bg-sunken px-3 py-2"
    >
      {differences.map(({ field, from, to }) => (
        <div key={field} className="contents">
          <dt className="text-muted">{field}</dt>
          <dd className="min-w-0 wrap-anywhere">
            <span>{from ?? TEXTS.plan.items.nothing}</span>
            <ArrowRight size={14} className="mx-1.5 inline" aria-hidden="true" />
            <span className="sr-only"> {TEXTS.plan.items.becomes} </span>
            <span className="font-semibold">{to}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Reason({ item: { code, message, remedy } }: { item: PlanItem }) {
  if (message === null) return null;
  return (
    <div className="space-y-1 wrap-anywhere">
      <p>
        {code !== null && <strong>{titleFor(code)}: </strong>}
        {message}
      </p>
      {remedy !== null && (
        <p>
          <strong>{TEXTS.plan.items.remedy}:</strong> {remedy}
        </p>
      )}
      {code !== null && <MenderLabel mender={awaitedBy(code)} />}
    </div>
  );
}
