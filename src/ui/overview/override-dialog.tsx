/** Asks before a line of the readiness check is overridden, and wants the reason: whoever reads the audit log must understand it. */
"use client";

import { useId, useState } from "react";
import { Button } from "../parts/button.tsx";
import { useModal } from "../parts/use-modal.ts";
import { TEXTS } from "../texts.ts";

interface OverrideDialogProps {
  /** Of the line. */
  title: string;
  isOpen: boolean;
  /** Why nothing can be decided now; null when it can. */
  blockedReason: string | null;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}

export function OverrideDialog({ title, isOpen, blockedReason, onConfirm, onClose }: OverrideDialogProps) {
  const dialog = useModal(isOpen, onClose);
  const [reason, setReason] = useState("");
  const id = useId();
  const given = reason.trim();
  return (
    <dialog
      {...dialog}
      aria-labelledby={`${id}title`}
      aria-describedby={`${id}body`}
      className="m-auto w-[calc(100vw-2rem)] max-w-lg rounded-xl border border-line-strong bg-raised p-5 text-base text-ink shadow-xl backdrop:bg-black/50"
    >
      <h2 id={`${id}title`} className="text-lg font-semibold wrap-anywhere">
        {TEXTS.readiness.overrideTitle(title)}
      </h2>
      <p id={`${id}body`} className="mt-2">
        {TEXTS.readiness.overrideBody}
      </p>
      <label htmlFor={`${id}reason`} className="mt-4 block text-sm font-semibold">
        {TEXTS.readiness.reasonLabel}
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
        {TEXTS.readiness.reasonHint}
      </p>
      <div className="mt-5 flex flex-wrap justify-end gap-3">
        <Button onClick={onClose}>{TEXTS.readiness.overrideNo}</Button>
        <Button
          look="danger"
          disabledReason={blockedReason ?? (given === "" ? TEXTS.readiness.reasonMissing : null)}
          onClick={() => onConfirm(given)}
        >
          {TEXTS.readiness.overrideYes}
        </Button>
      </div>
    </dialog>
  );
}
