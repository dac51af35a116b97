/** "Book on another date …" on a payment that a closed period holds: the button, its dialog, and what became of it. */
"use client";

import { useMutation } from "convex/react";
import { CalendarClock } from "lucide-react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api.js";
import { readError } from "../client/client-error.ts";
import type { EnvironmentName, Hold } from "../data.ts";
import { FailedAct } from "../parts/failed-act.tsx";
import { Notice } from "../parts/notice.tsx";
import { BOOKING_DATE_TEXTS as TEXTS } from "../texts/booking-date.ts";
import { ActButton } from "./act-button.tsx";
import { BookingDateDialog } from "./booking-date-dialog.tsx";
import { useAct } from "./use-act.ts";

interface BookingDateActProps {
  hold: Hold;
  environment: EnvironmentName;
  /** Why nothing can be decided now; null when it can. */
  blockedReason: string | null;
  isDisabled: boolean;
  reasonId: string;
}

/** Null for a record that can't get another date. */
export function useBookingDateAct({ hold, environment, ...act }: BookingDateActProps) {
  const [isAsking, setAsking] = useState(false);
  const choose = useMutation(api.bookingDates.choose);
  const { state, act: send } = useAct(
    async (choice: { date: string; reason: string }) =>
      await choose({ tripletexEnv: environment, rubicTransactionId: Number(hold.rubicKey), ...choice }),
  );
  if (hold.kind !== "payment" || hold.code !== "PERIOD_CLOSED") return null;
  const isPending = state.kind === "pending";
  return {
    button: (
      <ActButton
        icon={CalendarClock}
        label={isPending ? TEXTS.pending : TEXTS.open}
        about={hold.label}
        isDisabled={act.isDisabled || isPending || act.blockedReason !== null}
        reasonId={act.reasonId}
        onClick={() => setAsking(true)}
      />
    ),
    rest: (
      <>
        <div role="status" className="not-empty:mt-3">
          {state.kind === "answered" && <Notice tone="info" title={state.answer.sentence} />}
        </div>
        {state.kind === "failed" && <FailedAct face={readError(state.error)} />}
        <BookingDateDialog
          hold={hold}
          isOpen={isAsking}
          blockedReason={act.blockedReason}
          onConfirm={(choice) => {
            setAsking(false);
            send(choice);
          }}
          onClose={() => setAsking(false)}
        />
      </>
    ),
  };
}
