/**
 * Tells why a record has just left the list, and where it is now. Sticks to the lower edge of the window: the record that
 * could have carried the answer is gone, and a message on top would push the list or not be seen.
 */
"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { Notice } from "../parts/notice.tsx";
import { LINK_TEXTS } from "../texts/link.ts";
import { TEXTS } from "../texts.ts";
import { type HoldView, holdsAddress } from "./address.ts";
import { HOLDS_HEADING_ID } from "./use-focus-heir.ts";

/** Why a record left the list. gone: by itself, while a person was about to decide on it. */
export interface Ended {
  kind: "leftOut" | "takenBack" | "gone" | "linked";
  label: string;
}

interface LastActProps {
  ended: Ended | null;
  view: HoldView;
  onClose: () => void;
}

export function LastAct({ ended, view, onClose }: LastActProps) {
  const close = () => {
    document.getElementById(HOLDS_HEADING_ID)?.focus({ preventScroll: true });
    onClose();
  };
  return (
    <div role="status" className="sticky bottom-4 z-5">
      {ended !== null && (
        <div className="mx-auto max-w-2xl rounded-xl shadow-lg">
          <Notice
            tone={ended.kind === "gone" ? "attention" : "info"}
            title={
              ended.kind === "linked"
                ? LINK_TEXTS.ended(ended.label)
                : TEXTS.holds.ended[ended.kind](ended.label)
            }
          >
            <div className="flex flex-wrap items-center gap-x-5 gap-y-1">
              <OtherList ended={ended} view={view} />
              <button
                type="button"
                onClick={close}
                className="inline-flex min-h-8 cursor-pointer items-center gap-1 underline underline-offset-4"
              >
                <X size={15} />
                {TEXTS.holds.close}
              </button>
            </div>
          </Notice>
        </div>
      )}
    </div>
  );
}

function OtherList({ ended, view }: { ended: Ended; view: HoldView }) {
  if (ended.kind === "gone" || ended.kind === "linked") return null;
  const isLeftOut = ended.kind === "leftOut";
  return (
    <Link
      href={holdsAddress({ ...view, state: isLeftOut ? "ignored" : "open" })}
      className="inline-flex min-h-8 items-center font-semibold underline underline-offset-4"
    >
      {isLeftOut ? TEXTS.holds.showLeftOut : TEXTS.holds.showHeld}
    </Link>
  );
}
