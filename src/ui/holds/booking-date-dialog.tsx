/** Asks for the day on which a payment is booked and for the reason, since whoever audits the books must understand it. */
"use client";

import { useId, useState } from "react";
import type { Hold } from "../data.ts";
import { Button } from "../parts/button.tsx";
import { useModal } from "../parts/use-modal.ts";
import { BOOKING_DATE_TEXTS as TEXTS } from "../texts/booking-date.ts";

interface BookingDateDialogProps {
  hold: Hold;
  isOpen: boolean;
  blockedReason: string | null;
  onConfirm: (choice: { date: string; reason: string }) => void;
  onClose: () => void;
}

const FIELD = "mt-1 block w-full rounded-lg border border-line-strong bg-page px-3 py-2";

export function BookingDateDialog({
  hold,
  isOpen,
  blockedReason,
  onConfirm,
  onClose,
}: BookingDateDialogProps) {
  const dialog = useModal(isOpen, onClose);
  const [date, setDate] = useState("");
  const [reason, setReason] = useState("");
  const id = useId();
  const given = reason.trim();
  const missing = date === "" ? TEXTS.dateMissing : given === "" ? TEXTS.reasonMissing : null;
  return (
    <dialog
      {...dialog}
      aria-labelledby={`${id}title`}
      aria-describedby={`${id}body`}
      className="m-auto w-[calc(100vw-2rem)] max-w-lg rounded-xl border border-line-strong bg-raised p-5 text-ink shadow-xl backdrop:bg-black/50"
    >
      <h2 id={`${id}title`} className="text-lg font-semibold wrap-anywhere">
        {TEXTS.title(hold.label)}
      </h2>
      <p id={`${id}body`} className="mt-2">
        {TEXTS.body}
      </p>
      <label htmlFor={`${id}date`} className="mt-4 block text-sm font-semibold">
        {TEXTS.dateLabel}
      </label>
      <input
        id={`${id}date`}
        type="date"
        value={date}
        onChange={(event) => setDate(event.target.value)}
        required
        aria-describedby={`${id}dateHint`}
        className={FIELD}
      />
      <p id={`${id}dateHint`} className="mt-1 text-sm text-muted">
        {TEXTS.dateHint}
      </p>
      <label htmlFor={`${id}reason`} className="mt-4 block text-sm font-semibold">
        {TEXTS.reasonLabel}
      </label>
      <textarea
        id={`${id}reason`}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        required
        rows={3}
        aria-describedby={`${id}reasonHint`}
        className={FIELD}
      />
      <p id={`${id}reasonHint`} className="mt-1 text-sm text-muted">
        {TEXTS.reasonHint}
      </p>
      <div className="mt-5 flex flex-wrap justify-end gap-3">
        <Button onClick={onClose}>{TEXTS.cancel}</Button>
        <Button disabledReason={blockedReason ?? missing} onClick={() => onConfirm({ date, reason: given })}>
          {TEXTS.confirm}
        </Button>
      </div>
    </dialog>
  );
}
