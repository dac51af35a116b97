/**
 * Trying held records again: one, all with one reason, or all of a kind. It starts a sync, so in production it asks first,
 * as "Sync now" does. Another run being on is an answer, not an error: the records are due, and that run or the next
 * takes them.
 */
"use client";

import { useMutation } from "convex/react";
import { type ReactNode, useState } from "react";
import { api } from "../../../convex/_generated/api.js";
import type { EnvironmentName, RetryScope, StartOutcome } from "../data.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { TEXTS } from "../texts.ts";
import { type ActState, useAct } from "./use-act.ts";

export interface RetryWish {
  scope: RetryScope;
  /** Whether more than one record may be concerned. */
  isMany: boolean;
  /** When the record that the button belongs to was last tried; null where the button belongs to none. */
  lastHeldAt: number | null;
}

export interface RetryAnswer {
  outcome: StartOutcome;
  wish: RetryWish;
}

interface Retry {
  state: ActState<RetryAnswer>;
  /** Asks first where it has to. */
  retry: (wish: RetryWish) => void;
  /** The question; belongs beside the button. */
  question: ReactNode;
}

export function useRetry(environment: EnvironmentName, company: string): Retry {
  const send = useMutation(api.holds.retry);
  const [asked, setAsked] = useState<RetryWish | null>(null);
  const { state, act } = useAct(async (wish: RetryWish): Promise<RetryAnswer> => {
    return { outcome: await send({ tripletexEnv: environment, ...wish.scope }), wish };
  });
  const confirmed = () => {
    setAsked(null);
    if (asked !== null) act(asked);
  };
  return {
    state,
    retry: (wish) => (environment === "production" ? setAsked(wish) : act(wish)),
    question: (
      <ConfirmDialog
        isOpen={asked !== null}
        title={TEXTS.start.confirmTitle}
        body={TEXTS.holds.retryConfirmBody(company)}
        confirm={TEXTS.holds.retryConfirmYes}
        refuse={TEXTS.start.confirmNo}
        look="primary"
        onConfirm={confirmed}
        onClose={() => setAsked(null)}
      />
    ),
  };
}
