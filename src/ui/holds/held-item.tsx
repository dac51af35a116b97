/** A held record with what can be done about it here: try it again, try all with its reason, or leave it out. */
"use client";

import { useMutation } from "convex/react";
import { CircleMinus, RotateCw } from "lucide-react";
import { useId, useState } from "react";
import { api } from "../../../convex/_generated/api.js";
import { isLinkable } from "../../sync/hold-codes.ts";
import { readError } from "../client/client-error.ts";
import { FailedAct } from "../parts/failed-act.tsx";
import { TEXTS } from "../texts.ts";
import { ActButton } from "./act-button.tsx";
import { useBookingDateAct } from "./booking-date-act.tsx";
import { CauseMenu } from "./cause-menu.tsx";
import { HoldFace, type HoldItemProps, Remedy } from "./hold-face.tsx";
import { LeaveOutDialog } from "./leave-out-dialog.tsx";
import { useLinkAct } from "./link-act.tsx";
import { RetryAnswer } from "./retry-answer.tsx";
import { type ActState, useAct } from "./use-act.ts";
import { useFocusHeir } from "./use-focus-heir.ts";
import { type RetryAnswer as Answer, useRetry } from "./use-retry.tsx";

export function HeldItem({ hold, environment, blocks, now, onEnded }: HoldItemProps) {
  const item = useFocusHeir(() => onEnded({ kind: "gone", label: hold.label }));
  const retry = useRetry(environment, blocks.company);
  const leaveOut = useLeaveOut(hold, onEnded);
  const [isAsking, setAsking] = useState(false);
  const reasonId = useId();
  const { lastHeldAt } = hold;
  const isPending = retry.state.kind === "pending" || leaveOut.state.kind === "pending";
  const retryState = dropOutdated(retry.state, lastHeldAt);

  const linking = useLinkAct({
    hold,
    environment,
    blockedReason: blocks.decide,
    isDisabled: isPending,
    reasonId,
    onEnded: () => onEnded({ kind: "linked", label: hold.label }),
  });
  const bookingDate = useBookingDateAct({
    hold,
    environment,
    blockedReason: blocks.decide,
    isDisabled: isPending,
    reasonId,
  });
  const confirmed = (reason: string) => {
    setAsking(false);
    leaveOut.act(reason);
  };
  const menu = (
    <CauseMenu
      hold={hold}
      isDisabled={isPending || blocks.retry !== null}
      reason={blocks.retry}
      onRetry={() => retry.retry({ scope: { code: hold.code }, isMany: true, lastHeldAt })}
    />
  );
  return (
    <HoldFace hold={hold} now={now} itemRef={item} menu={menu} details={<Remedy hold={hold} />}>
      <div className="flex flex-wrap items-center gap-2">
        <ActButton
          icon={RotateCw}
          label={retry.state.kind === "pending" ? TEXTS.holds.sending : TEXTS.holds.retry}
          about={hold.label}
          isDisabled={isPending || blocks.retry !== null}
          reasonId={reasonId}
          onClick={() => retry.retry({ scope: { holdId: hold.id }, isMany: false, lastHeldAt })}
        />
        <ActButton
          icon={CircleMinus}
          label={leaveOut.state.kind === "pending" ? TEXTS.holds.sending : TEXTS.holds.leaveOut}
          about={hold.label}
          isDisabled={isPending || blocks.decide !== null}
          reasonId={reasonId}
          onClick={() => setAsking(true)}
        />
        {isLinkable(hold) && linking.button}
        {bookingDate?.button}
        {blocks.retry !== null && (
          <p id={reasonId} className="text-sm text-muted">
            {blocks.decide ?? TEXTS.holds.retryStopped}
          </p>
        )}
      </div>
      <RetryAnswer environment={environment} state={retryState} now={now} />
      {leaveOut.state.kind === "failed" && (
        <div className="mt-3">
          <FailedAct face={readError(leaveOut.state.error)} />
        </div>
      )}
      {retry.question}
      {isLinkable(hold) && linking.rest}
      {bookingDate?.rest}
      <LeaveOutDialog
        hold={hold}
        isOpen={isAsking}
        blockedReason={blocks.decide}
        onConfirm={confirmed}
        onClose={() => setAsking(false)}
      />
    </HoldFace>
  );
}

function useLeaveOut(hold: HoldItemProps["hold"], onEnded: HoldItemProps["onEnded"]) {
  const ignore = useMutation(api.holds.ignore);
  return useAct(async (reason: string) => {
    await ignore({ holdId: hold.id, reason });
    onEnded({ kind: "leftOut", label: hold.label });
  });
}

/** "It is tried again" is told until it was tried; after that the record's own lines say how that went. */
function dropOutdated(state: ActState<Answer>, lastHeldAt: number): ActState<Answer> {
  return state.kind === "answered" && state.answer.wish.lastHeldAt !== lastHeldAt ? { kind: "idle" } : state;
}
