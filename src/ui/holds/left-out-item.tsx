/** A record that a person has left out: who, when and why, and the way to take that back. */
"use client";

import { useMutation } from "convex/react";
import { Undo2, UserRound } from "lucide-react";
import { useId } from "react";
import { api } from "../../../convex/_generated/api.js";
import { readError } from "../client/client-error.ts";
import type { Hold } from "../data.ts";
import { FailedAct } from "../parts/failed-act.tsx";
import { Instant } from "../parts/instant.tsx";
import { TEXTS } from "../texts.ts";
import { ActButton } from "./act-button.tsx";
import { HoldFace, type HoldItemProps } from "./hold-face.tsx";
import { useAct } from "./use-act.ts";
import { useFocusHeir } from "./use-focus-heir.ts";

export function LeftOutItem({ hold, blocks, now, onEnded }: HoldItemProps) {
  const item = useFocusHeir(() => undefined);
  const reopen = useMutation(api.holds.reopen);
  const takeBack = useAct(async () => {
    await reopen({ holdId: hold.id });
    onEnded({ kind: "takenBack", label: hold.label });
  });
  const reasonId = useId();
  const isPending = takeBack.state.kind === "pending";
  const withInvoice = hold.ignored?.isWithInvoice ? TEXTS.holds.withInvoice : null;
  const blockedReason = blocks.decide ?? withInvoice;
  return (
    <HoldFace hold={hold} now={now} itemRef={item} menu={null} details={<Decision hold={hold} now={now} />}>
      <div className="flex flex-wrap items-center gap-2">
        <ActButton
          icon={Undo2}
          label={isPending ? TEXTS.holds.sending : TEXTS.holds.takeBack}
          about={hold.label}
          isDisabled={isPending || blockedReason !== null}
          reasonId={reasonId}
          onClick={() => takeBack.act(undefined)}
        />
        {blockedReason !== null && (
          <p id={reasonId} className="text-sm text-muted">
            {blockedReason}
          </p>
        )}
        {blockedReason === null && hold.kind === "invoice" && (
          <p className="text-sm text-muted">{TEXTS.holds.takeBackWith}</p>
        )}
      </div>
      {takeBack.state.kind === "failed" && (
        <div className="mt-3">
          <FailedAct face={readError(takeBack.state.error)} />
        </div>
      )}
    </HoldFace>
  );
}

function Decision({ hold, now }: { hold: Hold; now: number }) {
  if (hold.ignored === null) return null;
  return (
    <div className="flex gap-2 rounded-lg bg-sunken px-3 py-2 text-sm">
      <UserRound size={16} className="mt-0.5 shrink-0 text-muted" />
      <p className="whitespace-pre-line">
        <span className="font-semibold">{TEXTS.holds.leftOutBy(TEXTS.actor(hold.ignored.actor))}</span>{" "}
        <span className="text-muted">
          <Instant at={hold.ignored.at} now={now} />
        </span>
        {"\n"}
        <q>{hold.ignored.reason}</q>
      </p>
    </div>
  );
}
