/** "Link to existing …" on a held record: the button, its dialog, and what became of it where the record stays. */
"use client";

import { Link2 } from "lucide-react";
import { useState } from "react";
import type { EnvironmentName, Hold } from "../data.ts";
import { Notice } from "../parts/notice.tsx";
import { LINK_TEXTS } from "../texts/link.ts";
import { ActButton } from "./act-button.tsx";
import { LinkDialog } from "./link-dialog.tsx";

interface LinkActProps {
  hold: Hold;
  environment: EnvironmentName;
  /** Why nothing can be decided now; null when it can. */
  blockedReason: string | null;
  isDisabled: boolean;
  reasonId: string;
  /** The record leaves the list. */
  onEnded: () => void;
}

export function useLinkAct({
  hold,
  environment,
  blockedReason,
  isDisabled,
  reasonId,
  onEnded,
}: LinkActProps) {
  const [isAsking, setAsking] = useState(false);
  const [sentence, setSentence] = useState<string | null>(null);
  return {
    button: (
      <ActButton
        icon={Link2}
        label={LINK_TEXTS.open}
        about={hold.label}
        isDisabled={isDisabled || blockedReason !== null}
        reasonId={reasonId}
        onClick={() => setAsking(true)}
      />
    ),
    rest: (
      <>
        <div role="status" className="not-empty:mt-3">
          {sentence !== null && <Notice tone="info" title={sentence} />}
        </div>
        <LinkDialog
          hold={hold}
          environment={environment}
          isOpen={isAsking}
          blockedReason={blockedReason}
          onLinked={(linked) => {
            setAsking(false);
            if (linked.closesHold) onEnded();
            else setSentence(linked.sentence);
          }}
          onClose={() => setAsking(false)}
        />
      </>
    ),
  };
}
