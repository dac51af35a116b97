/** Asks a live run to stop, after one question. Says so while it is stopping, and what went wrong when it can't. */
"use client";

import { useMutation } from "convex/react";
import { CircleStop } from "lucide-react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api.js";
import { readError } from "../client/client-error.ts";
import { useConnectionFace } from "../client/use-connection.ts";
import type { RunData } from "../data.ts";
import { Button } from "../parts/button.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { FailedAct } from "../parts/failed-act.tsx";
import { TEXTS } from "../texts.ts";

export function CancelButton({ run }: { run: RunData }) {
  const cancel = useMutation(api.runs.cancel);
  const connection = useConnectionFace();
  const [isAsking, setAsking] = useState(false);
  const isPreview = run.mode === "preview";
  const [error, setError] = useState<unknown>(null);

  const cancelRun = () => {
    setAsking(false);
    setError(null);
    cancel({ runId: run.runId }).catch(setError);
  };

  return (
    <div className="space-y-2">
      <Button look="danger" disabledReason={whyDisabled(run, connection)} onClick={() => setAsking(true)}>
        <CircleStop size={16} />
        {run.isCancelRequested
          ? TEXTS.cancel.requested
          : isPreview
            ? TEXTS.plan.run.cancelButton
            : TEXTS.cancel.button}
      </Button>
      {error !== null && <FailedAct face={readError(error)} />}
      <ConfirmDialog
        isOpen={isAsking}
        title={isPreview ? TEXTS.plan.run.cancelTitle : TEXTS.cancel.confirmTitle}
        body={isPreview ? TEXTS.plan.run.cancelBody : TEXTS.cancel.confirmBody}
        confirm={TEXTS.cancel.confirmYes}
        refuse={TEXTS.cancel.confirmNo}
        look="danger"
        onConfirm={cancelRun}
        onClose={() => setAsking(false)}
      />
    </div>
  );
}

function whyDisabled(run: RunData, connection: ReturnType<typeof useConnectionFace>): string | null {
  if (run.isCancelRequested) return TEXTS.cancel.disabledRequested;
  return connection === "online" ? null : TEXTS.start.disabledOffline;
}
