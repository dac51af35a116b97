/** The documents of a month that are not simply the same on both sides, differences first, each with what to do. */
"use client";

import { useQuery } from "convex/react";
import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api.js";
import { formatIsoDate, formatKroner } from "../../sync/format.ts";
import { CAUSES, groupOf, type ItemGroup } from "../../sync/reconcile/causes.ts";
import type { EnvironmentName, MonthData, MonthItem } from "../data.ts";
import { Button } from "../parts/button.tsx";
import { Loading } from "../parts/loading.tsx";
import { Panel } from "../parts/panel.tsx";
import { TONE_TEXT, type Tone } from "../parts/tone.ts";
import { TEXTS } from "../texts.ts";

const TONES: Record<ItemGroup, Tone> = {
  differs: "bad",
  waits: "info",
  held: "attention",
  leftOut: "neutral",
  byHand: "info",
};

export function MonthDocuments({ environment, month }: { environment: EnvironmentName; month: MonthData }) {
  const [parts, setParts] = useState(1);
  const isEmpty = Object.values(month.counts).every((count) => count === 0);
  return (
    <Panel heading={TEXTS.months.documentsHeading}>
      {isEmpty && (
        <p className="flex items-center gap-2.5">
          <CircleCheck size={20} className="shrink-0 text-good" />
          {TEXTS.months.documentsEmpty}
        </p>
      )}
      {!isEmpty &&
        Array.from({ length: parts }, (_, part) => (
          <Part
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts are numbered
            key={part}
            environment={environment}
            from={month.from}
            part={part}
            isLast={part === parts - 1}
            onMore={() => setParts(parts + 1)}
          />
        ))}
    </Panel>
  );
}

interface PartProps {
  environment: EnvironmentName;
  from: string;
  part: number;
  isLast: boolean;
  onMore: () => void;
}

function Part({ environment, from, part, isLast, onMore }: PartProps) {
  const answer = useQuery(api.reconciliation.items, { tripletexEnv: environment, from, part });
  if (answer === undefined) return <Loading text={TEXTS.loading.list} />;
  return (
    <>
      <ul className="divide-y divide-line">
        {answer.items.map((item) => (
          <Document key={`${item.cause} ${item.label} ${item.explanation}`} item={item} />
        ))}
      </ul>
      {isLast && answer.nextPart !== null && <Button onClick={onMore}>{TEXTS.months.documentsMore}</Button>}
    </>
  );
}

function Document({ item }: { item: MonthItem }) {
  const { title, remedy } = CAUSES[item.cause];
  const group = groupOf(item.cause);
  return (
    <li className="space-y-1 py-3 text-sm wrap-anywhere">
      <p className="font-semibold">
        {item.label}, {formatIsoDate(item.documentDate)}{" "}
        <span className={TONE_TEXT[TONES[group]]}>
          ({TEXTS.months.kind[group]}: {title}
          {item.holdCode !== null && `, ${item.holdCode}`})
        </span>
      </p>
      <p>{item.explanation}</p>
      <p className="text-muted">
        {TEXTS.months.side.rubic}: {describeBrief(item.rubic)}. {TEXTS.months.side.tripletex}:{" "}
        {describeBrief(item.tripletex)}.
      </p>
      <p>
        <strong>{TEXTS.errors.remedy}:</strong> {remedy}
      </p>
    </li>
  );
}

function describeBrief(brief: MonthItem["rubic"]): string {
  if (brief === null) return TEXTS.months.notThere;
  const { grossOere, creditedOere, paidOere, outstandingOere } = brief;
  return TEXTS.months.brief(
    formatKroner(grossOere),
    formatKroner(creditedOere),
    formatKroner(paidOere),
    formatKroner(outstandingOere),
  );
}
