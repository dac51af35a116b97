/** Tries everything that is held again, or everything of the chosen kind, with the answer beside the button. */
"use client";

import { RotateCw } from "lucide-react";
import type { EnvironmentName, HoldKind } from "../data.ts";
import { Button } from "../parts/button.tsx";
import { TEXTS } from "../texts.ts";
import { RetryAnswer } from "./retry-answer.tsx";
import type { Blocks } from "./use-blocks.ts";
import { useRetry } from "./use-retry.tsx";

interface RetryAllProps {
  environment: EnvironmentName;
  kind: HoldKind | null;
  blocks: Blocks;
  now: number;
}

export function RetryAll({ environment, kind, blocks, now }: RetryAllProps) {
  const { state, retry, question } = useRetry(environment, blocks.company);
  const disabledReason = state.kind === "pending" ? TEXTS.holds.sending : blocks.retry;
  return (
    <div className="mb-4 border-b border-line pb-4">
      <Button
        disabledReason={disabledReason}
        onClick={() => retry({ scope: kind === null ? {} : { kind }, isMany: true, lastHeldAt: null })}
      >
        <RotateCw size={16} />
        {TEXTS.holds.retryAll[kind ?? "all"]}
      </Button>
      <RetryAnswer environment={environment} state={state} now={now} />
      {question}
    </div>
  );
}
