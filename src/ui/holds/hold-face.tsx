/** What every list shows of a record: what it is, why it waits, and Tripletex's own words where there are any. */
import { Wrench } from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { formatIsoDate } from "../../sync/format.ts";
import { titleFor } from "../../sync/hold-codes.ts";
import type { EnvironmentName, Hold } from "../data.ts";
import { formatCount } from "../format.ts";
import { Deadline } from "../parts/deadline.tsx";
import { Instant } from "../parts/instant.tsx";
import { Kroner } from "../parts/kroner.tsx";
import { MenderLabel } from "../parts/mender-label.tsx";
import { TEXTS } from "../texts.ts";
import type { Ended } from "./last-act.tsx";
import type { Blocks } from "./use-blocks.ts";

export interface HoldItemProps {
  hold: Hold;
  environment: EnvironmentName;
  blocks: Blocks;
  now: number;
  /** The record leaves this list. */
  onEnded: (ended: Ended) => void;
}

interface HoldFaceProps {
  hold: Hold;
  now: number;
  itemRef: RefObject<HTMLLIElement | null>;
  /** Stands beside the title. */
  menu: ReactNode;
  details: ReactNode;
  /** The buttons and their answers. */
  children: ReactNode;
}

export function HoldFace({ hold, now, itemRef, menu, details, children }: HoldFaceProps) {
  return (
    <li ref={itemRef} className="grid gap-x-8 gap-y-2 py-4 first:pt-1 last:pb-1 sm:grid-cols-[1fr_auto]">
      <div className="min-w-0 space-y-2 wrap-anywhere">
        <div className="flex items-start justify-between gap-3 xl:items-end xl:justify-start">
          <div className="min-w-0">
            <p className="mb-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs font-medium text-muted">
              <span>
                {TEXTS.kind[hold.kind].one}
                {hold.documentDate !== null && <>, {formatIsoDate(hold.documentDate)}</>}
              </span>
              <MenderLabel mender={hold.awaits} />
              {hold.vatTerm !== null && <Deadline dueDate={hold.vatTerm.dueDate} now={now} />}
            </p>
            <h3 tabIndex={-1} className="font-semibold">
              {hold.label}
            </h3>
          </div>
          {menu}
        </div>
        <p className="text-sm">
          <span className="font-semibold text-attention">{titleFor(hold.code)}:</span> {hold.message}
        </p>
        {details}
        <RemoteWords hold={hold} />
      </div>
      <Figures hold={hold} now={now} />
      <div className="min-w-0 pt-1 sm:col-span-2">{children}</div>
    </li>
  );
}

/** The one thing to do. */
export function Remedy({ hold }: { hold: Hold }) {
  return (
    <p className="flex gap-2 text-sm">
      <Wrench size={16} className="mt-0.5 shrink-0 text-muted" />
      <span>
        <span className="font-semibold">{TEXTS.holds.remedy}:</span> {hold.remedy}
      </span>
    </p>
  );
}

function Figures({ hold, now }: { hold: Hold; now: number }) {
  return (
    <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1 text-sm text-muted sm:flex-col sm:items-end">
      {hold.amountOere !== null && (
        <span className="text-base font-semibold text-ink">
          <Kroner oere={hold.amountOere} />
        </span>
      )}
      <span>
        {TEXTS.holds.since} <Instant at={hold.firstHeldAt} now={now} />
      </span>
      <span>
        {hold.attempts === 1 ? TEXTS.holds.attemptedOnce : TEXTS.holds.attempts(formatCount(hold.attempts))}
      </span>
    </div>
  );
}

function RemoteWords({ hold }: { hold: Hold }) {
  if (hold.remoteMessage === null && hold.requestId === null) return null;
  return (
    <div className="rounded-lg bg-sunken px-3 py-2 text-sm">
      {hold.remoteMessage !== null && (
        <p>
          <span className="font-semibold">{TEXTS.holds.remote}:</span> <q>{hold.remoteMessage}</q>
        </p>
      )}
      {hold.requestId !== null && (
        <p className="font-mono text-xs text-muted">{TEXTS.holds.requestId(hold.requestId)}</p>
      )}
    </div>
  );
}
