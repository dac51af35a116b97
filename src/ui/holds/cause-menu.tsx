/** What else can be done from a record: try all that wait for the same reason. Folded away, so that it does not crowd. */
"use client";

import { Ellipsis, RotateCw } from "lucide-react";
import { type FocusEvent, type KeyboardEvent, useRef } from "react";
import { titleFor } from "../../sync/hold-codes.ts";
import type { Hold } from "../data.ts";
import { TEXTS } from "../texts.ts";
import { ActButton } from "./act-button.tsx";

interface CauseMenuProps {
  hold: Hold;
  isDisabled: boolean;
  reason: string | null;
  onRetry: () => void;
}

export function CauseMenu({ hold, isDisabled, reason, onRetry }: CauseMenuProps) {
  const details = useRef<HTMLDetailsElement>(null);
  const reasonId = `cause-reason-${hold.id}`;

  const close = () => {
    if (details.current === null) return;
    details.current.open = false;
  };
  const closeWithFocus = () => {
    // First the focus: what stands in a closed menu can't get it back when a question ends.
    details.current?.querySelector("summary")?.focus();
    close();
  };
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key === "Escape" && details.current?.open === true) closeWithFocus();
  };
  const closeWhenLeft = (event: FocusEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget)) close();
  };
  const retry = () => {
    closeWithFocus();
    onRetry();
  };

  return (
    <details ref={details} className="relative shrink-0" onKeyDown={closeOnEscape} onBlur={closeWhenLeft}>
      <summary
        aria-label={TEXTS.holds.more(hold.label)}
        title={TEXTS.holds.moreTitle}
        className="grid size-9 cursor-pointer list-none place-items-center rounded-lg border border-transparent text-muted hover:border-line hover:bg-sunken [&::-webkit-details-marker]:hidden"
      >
        <Ellipsis size={18} />
      </summary>
      <div
        // Takes the focus when it is clicked beside the button, so that the click does not close the menu.
        tabIndex={-1}
        className="absolute right-0 z-5 mt-1 w-80 max-w-[calc(100vw-4rem)] space-y-2 rounded-xl border border-line-strong bg-raised p-3 text-sm shadow-lg outline-none xl:right-auto xl:left-0"
      >
        <p>{TEXTS.holds.sameReason(titleFor(hold.code))}</p>
        <ActButton
          icon={RotateCw}
          label={TEXTS.holds.retryCause}
          about={titleFor(hold.code)}
          isDisabled={isDisabled}
          reasonId={reasonId}
          onClick={retry}
        />
        {reason !== null && (
          <p id={reasonId} className="text-muted">
            {reason}
          </p>
        )}
      </div>
    </details>
  );
}
