/** "Carry out this plan": asks once, with counts and kroner, and leads to the run that does it. */
"use client";

import { useMutation } from "convex/react";
import { Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "../../../convex/_generated/api.js";
import { formatInstant } from "../../sync/format.ts";
import { readError } from "../client/client-error.ts";
import type { Plan } from "../data.ts";
import { useAct } from "../holds/use-act.ts";
import { useBlocks } from "../holds/use-blocks.ts";
import { Button } from "../parts/button.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { FailedAct } from "../parts/failed-act.tsx";
import { Notice } from "../parts/notice.tsx";
import { TEXTS } from "../texts.ts";
import { describeWrites, whyNotCarriedOut } from "./describe-plan.ts";

export function CarryOutButton({ plan, now }: { plan: Plan; now: number }) {
  const blocks = useBlocks(plan.tripletexEnv);
  const [isAsking, setAsking] = useState(false);
  const { state, act } = useCarryOut(plan);
  const isPending = state.kind === "pending";
  const busy = state.kind === "answered" && state.answer.outcome === "busy" ? state.answer : null;
  const what = describeWrites(plan);
  const isProduction = plan.tripletexEnv === "production";
  return (
    <div className="space-y-3">
      <Button
        look="primary"
        disabledReason={
          isPending ? TEXTS.plan.carryOut.starting : (whyNotCarriedOut(plan, now) ?? blocks.retry)
        }
        onClick={() => setAsking(true)}
      >
        <Play size={16} />
        {TEXTS.plan.carryOut.button}
      </Button>
      {state.kind === "failed" && <FailedAct face={readError(state.error)} />}
      {busy !== null && (
        <Notice
          tone="attention"
          role="status"
          title={TEXTS.plan.carryOut.busy(TEXTS.actor(busy.startedBy), formatInstant(busy.startedAt, now))}
        />
      )}
      <ConfirmDialog
        isOpen={isAsking}
        title={TEXTS.plan.carryOut.confirmTitle}
        body={
          isProduction
            ? TEXTS.plan.carryOut.confirmBodyProduction(what, blocks.company)
            : TEXTS.plan.carryOut.confirmBody(what)
        }
        confirm={TEXTS.plan.carryOut.yes}
        refuse={TEXTS.plan.carryOut.no}
        look="primary"
        onConfirm={() => {
          setAsking(false);
          act(null);
        }}
        onClose={() => setAsking(false)}
      />
    </div>
  );
}

function useCarryOut({ planId, tripletexEnv }: Plan) {
  const startSync = useMutation(api.syncState.startSync);
  const router = useRouter();
  return useAct(async (_nothing: null) => {
    const answer = await startSync({ tripletexEnv, planId, mode: "incremental", via: "page" });
    if (answer.outcome === "started") router.push(`/${tripletexEnv}/runs/${answer.runId}`);
    return answer;
  });
}
