/** How one type stands: its state, its progress while it runs, what its last run did, and what waits. */
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import type { EnvironmentName, TypeCardData } from "../data.ts";
import { KIND_OF_TYPE } from "../environments.ts";
import { formatCount } from "../format.ts";
import { CounterList } from "../parts/counters.tsx";
import { Instant } from "../parts/instant.tsx";
import { ProgressBar } from "../parts/progress-bar.tsx";
import { isLiveStatus, StatusBadge, shownStatus } from "../parts/status-badge.tsx";
import { TEXTS } from "../texts.ts";

interface TypeCardProps {
  environment: EnvironmentName;
  card: TypeCardData;
  now: number;
}

export function TypeCard({ environment, card, now }: TypeCardProps) {
  const headingId = `card-${card.syncType}`;
  return (
    <section
      aria-labelledby={headingId}
      className="flex min-w-0 flex-col gap-3 rounded-xl border border-line bg-raised p-4 shadow-xs"
    >
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id={headingId} className="text-base font-semibold">
          {TEXTS.type[card.syncType]}
        </h2>
        <StatusBadge status={card.latest === null ? null : shownStatus(card.latest)} />
      </div>
      <CardRun card={card} />
      <dl className="mt-auto grid grid-cols-[auto_1fr] gap-x-3 gap-y-1.5 border-t border-line pt-3 text-sm">
        <Fact label={TEXTS.card.inTripletex}>{formatCount(card.mappedCount)}</Fact>
        <Fact label={TEXTS.card.held}>
          <HeldLink environment={environment} card={card} />
        </Fact>
        <Fact label={TEXTS.card.lastSuccess}>
          {card.lastSuccessAt === null ? (
            TEXTS.card.never
          ) : (
            // The page's clock ticks slowly: a sync that has just ended may lie ahead of it.
            <Instant at={card.lastSuccessAt} now={Math.max(now, card.lastSuccessAt)} look="both" />
          )}
        </Fact>
        <Fact label={TEXTS.card.nextDue}>
          <NextDue card={card} now={now} />
        </Fact>
      </dl>
    </section>
  );
}

function CardRun({ card }: { card: TypeCardData }) {
  const { latest, syncType } = card;
  if (latest === null) return <p className="text-sm text-muted">{TEXTS.card.neverRunExplanation}</p>;
  const isLive = isLiveStatus(latest.status);
  if (shownStatus(latest) === "queued")
    return <p className="text-sm text-muted">{TEXTS.queued.explanation}</p>;
  return (
    <div className="space-y-2">
      {isLive && <ProgressBar progress={{ ...latest, syncType }} />}
      <div>
        <p className="text-xs font-medium text-muted">{isLive ? TEXTS.card.thisRun : TEXTS.card.lastRun}</p>
        <CounterList counters={latest.counters} whenEmpty={TEXTS.card.nothingCounted} />
      </div>
      {latest.errorMessage !== null && (
        <p className="text-sm text-bad wrap-anywhere">{latest.errorMessage}</p>
      )}
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0 text-right tabular-nums">{children}</dd>
    </>
  );
}

function HeldLink({ environment, card }: { environment: EnvironmentName; card: TypeCardData }) {
  if (card.heldCount === 0) return TEXTS.card.noneHeld;
  const count = formatCount(card.heldCount);
  const kind = KIND_OF_TYPE[card.syncType];
  return (
    <Link
      href={`/${environment}/holds?kind=${kind}`}
      aria-label={TEXTS.card.showHeld[card.syncType](count)}
      className="-my-1 inline-flex min-h-7 items-center gap-0.5 font-semibold text-attention underline underline-offset-4"
    >
      {count}
      <ChevronRight size={15} />
    </Link>
  );
}

function NextDue({ card, now }: { card: TypeCardData; now: number }) {
  if (card.nextDueAt === null) return TEXTS.card.scheduleOff;
  return <Instant at={card.nextDueAt} now={now} look="both" />;
}
