/**
 * Asks before a record is left out: says what that means and wants a reason, because whoever reads the list later must
 * understand the decision. Keeps what was typed when it is closed and opened again.
 */
"use client";

import { useQuery } from "convex/react";
import { useId, useState } from "react";
import { api } from "../../../convex/_generated/api.js";
import { describeGoingWith } from "../../sync/going-with.ts";
import type { Hold } from "../data.ts";
import { Button } from "../parts/button.tsx";
import { useModal } from "../parts/use-modal.ts";
import { TEXTS } from "../texts.ts";

interface LeaveOutDialogProps {
  hold: Hold;
  isOpen: boolean;
  /** Why nothing can be decided now; null when it can. */
  blockedReason: string | null;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}

export function LeaveOutDialog({ hold, isOpen, blockedReason, onConfirm, onClose }: LeaveOutDialogProps) {
  const dialog = useModal(isOpen, onClose);
  const [reason, setReason] = useState("");
  const id = useId();
  const isInvoice = hold.kind === "invoice";
  const goingWith = useQuery(api.holds.goingWith, isOpen && isInvoice ? { holdId: hold.id } : "skip");
  const isLooking = isInvoice && goingWith === undefined;

  const given = reason.trim();
  const missing = given === "" ? TEXTS.holds.reasonMissing : null;
  return (
    <dialog
      {...dialog}
      aria-labelledby={`${id}title`}
      aria-describedby={`${id}body`}
      className="m-auto w-[calc(100vw-2rem)] max-w-lg rounded-xl border border-line-strong bg-raised p-5 text-ink shadow-xl backdrop:bg-black/50"
    >
      <h2 id={`${id}title`} className="text-lg font-semibold wrap-anywhere">
        {TEXTS.holds.leaveOutTitle(hold.label)}
      </h2>
      <div id={`${id}body`} className="mt-2 space-y-2">
        <p>{TEXTS.holds.leaveOutBody}</p>
        {isLooking && <p>{TEXTS.holds.leaveOutLooking}</p>}
        {goingWith && (
          <p className="font-semibold">{TEXTS.holds.leaveOutWith(describeGoingWith(goingWith))}</p>
        )}
        <p className="text-sm text-muted">{TEXTS.holds.leaveOutUndo}</p>
      </div>
      <label htmlFor={`${id}reason`} className="mt-4 block text-sm font-semibold">
        {TEXTS.holds.reasonLabel}
      </label>
      <textarea
        id={`${id}reason`}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        required
        rows={3}
        aria-describedby={`${id}hint`}
        className="mt-1 block w-full rounded-lg border border-line-strong bg-page px-3 py-2"
      />
      <p id={`${id}hint`} className="mt-1 text-sm text-muted">
        {TEXTS.holds.reasonHint}
      </p>
      <div className="mt-5 flex flex-wrap justify-end gap-3">
        <Button onClick={onClose}>{TEXTS.holds.leaveOutNo}</Button>
        <Button
          look="danger"
          disabledReason={blockedReason ?? missing ?? (isLooking ? TEXTS.holds.leaveOutLooking : null)}
          onClick={() => onConfirm(given)}
        >
          {TEXTS.holds.leaveOutYes}
        </Button>
      </div>
    </dialog>
  );
}
