/**
 * Links a held record to an existing one in Tripletex: shows both sides beside each other, wants one to be chosen and a reason.
 * Differences are named, never hidden; what can't be linked can't be chosen. Keeps what was typed when it is closed.
 */
"use client";

import { useId, useState } from "react";
import { readError } from "../client/client-error.ts";
import type { EnvironmentName, Hold } from "../data.ts";
import { Button } from "../parts/button.tsx";
import { FailedAct } from "../parts/failed-act.tsx";
import { Loading } from "../parts/loading.tsx";
import { useModal } from "../parts/use-modal.ts";
import { LINK_TEXTS } from "../texts/link.ts";
import { LinkCandidates } from "./link-candidates.tsx";
import { LinkById, LinkOption } from "./link-fields.tsx";
import { type Linked, useLink } from "./use-link.ts";

interface LinkDialogProps {
  hold: Hold;
  environment: EnvironmentName;
  isOpen: boolean;
  /** Why nothing can be decided now; null when it can. */
  blockedReason: string | null;
  onLinked: (linked: Linked) => void;
  onClose: () => void;
}

export function LinkDialog({ hold, environment, isOpen, blockedReason, onLinked, onClose }: LinkDialogProps) {
  const dialog = useModal(isOpen, onClose);
  const id = useId();
  const [reason, setReason] = useState("");
  const [isAlias, setAlias] = useState(false);
  const [movesPayments, setMovesPayments] = useState(false);
  const link = useLink({ hold, environment, isOpen, onLinked });
  const { chosen, subject } = link;
  const given = reason.trim();
  const isShared = subject?.kind === "customer" && chosen !== null && chosen.linkedTo !== null;
  const isMoved = subject?.kind === "invoice" && subject.linkedId !== null;

  return (
    <dialog
      {...dialog}
      aria-labelledby={`${id}title`}
      aria-describedby={`${id}body`}
      className="m-auto max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-2xl overflow-y-auto rounded-xl border border-line-strong bg-raised p-5 text-ink shadow-xl backdrop:bg-black/50"
    >
      <h2 id={`${id}title`} className="text-lg font-semibold wrap-anywhere">
        {LINK_TEXTS.title(subject?.label ?? hold.label)}
      </h2>
      <p id={`${id}body`} className="mt-2 text-sm text-muted">
        {LINK_TEXTS.body}
      </p>
      <div className="mt-4 space-y-4">
        {link.isSearching && <Loading text={LINK_TEXTS.searching} />}
        {subject !== null && (
          <LinkCandidates subject={subject} chosenId={chosen?.tripletexId ?? null} onChoose={link.choose} />
        )}
        {link.searchError !== null && <FailedAct face={readError(link.searchError)} />}
        <LinkById isDisabled={link.isSearching} onLookUp={link.lookUp} />
        {isShared && <LinkOption text={LINK_TEXTS.alias} isOn={isAlias} onChange={setAlias} />}
        {isMoved && (
          <LinkOption text={LINK_TEXTS.withPayments} isOn={movesPayments} onChange={setMovesPayments} />
        )}
        <div>
          <label htmlFor={`${id}reason`} className="block text-sm font-semibold">
            {LINK_TEXTS.reasonLabel}
          </label>
          <textarea
            id={`${id}reason`}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            required
            rows={2}
            aria-describedby={`${id}hint`}
            className="mt-1 block w-full rounded-lg border border-line-strong bg-page px-3 py-2"
          />
          <p id={`${id}hint`} className="mt-1 text-sm text-muted">
            {LINK_TEXTS.reasonHint}
          </p>
        </div>
        {link.failure !== null && <FailedAct face={readError(link.failure)} />}
      </div>
      <div className="mt-5 flex flex-wrap justify-end gap-3">
        <Button onClick={onClose}>{LINK_TEXTS.cancel}</Button>
        <Button
          look="primary"
          disabledReason={
            blockedReason ??
            whyNot({
              hasChosen: chosen !== null,
              needsAlias: isShared && !isAlias,
              given,
              isPending: link.isPending,
            })
          }
          onClick={() =>
            link.confirm({
              reason: given,
              asAlias: isShared && isAlias,
              withPayments: isMoved && movesPayments,
            })
          }
        >
          {LINK_TEXTS.confirm}
        </Button>
      </div>
    </dialog>
  );
}

function whyNot(state: { hasChosen: boolean; needsAlias: boolean; given: string; isPending: boolean }) {
  if (state.isPending) return LINK_TEXTS.pending;
  if (!state.hasChosen) return LINK_TEXTS.chooseFirst;
  if (state.needsAlias) return LINK_TEXTS.aliasFirst;
  return state.given === "" ? LINK_TEXTS.reasonMissing : null;
}
