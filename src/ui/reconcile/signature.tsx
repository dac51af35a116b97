/** Who signed a month off, what took the signature back, and the two acts. */
"use client";

import { useMutation } from "convex/react";
import { PenLine, RotateCcw } from "lucide-react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api.js";
import { osloDate } from "../../sync/oslo.ts";
import { readError } from "../client/client-error.ts";
import type { EnvironmentName, MonthData } from "../data.ts";
import { useAct } from "../holds/use-act.ts";
import { Button } from "../parts/button.tsx";
import { FailedAct } from "../parts/failed-act.tsx";
import { Instant } from "../parts/instant.tsx";
import { Notice } from "../parts/notice.tsx";
import { Panel } from "../parts/panel.tsx";
import { TEXTS } from "../texts.ts";
import { CommentDialog } from "./comment-dialog.tsx";
import { nameOfMonth } from "./month-words.ts";

interface SignatureProps {
  environment: EnvironmentName;
  month: MonthData;
  now: number;
}

export function Signature({ environment, month, now }: SignatureProps) {
  const { signOff, reopened } = month;
  return (
    <Panel heading={TEXTS.months.signHeading}>
      <div className="space-y-3">
        {signOff === null ? (
          <p>{TEXTS.months.notSigned}</p>
        ) : (
          <p className="wrap-anywhere">
            {TEXTS.months.signedBy(TEXTS.actor(signOff.actor))}, <Instant at={signOff.at} now={now} />
            {signOff.comment === "" ? "." : `: ${signOff.comment}`}
          </p>
        )}
        {reopened !== null && (
          <Notice tone="attention" title={TEXTS.months.reopenedWhy(reopened.because)}>
            <p>
              {TEXTS.months.reopenedSigner(TEXTS.actor(reopened.signedBy.actor))}{" "}
              <Instant at={reopened.at} now={now} />
            </p>
          </Notice>
        )}
        {signOff === null ? (
          <SignAct environment={environment} month={month} now={now} />
        ) : (
          <ReopenAct environment={environment} month={month} />
        )}
      </div>
    </Panel>
  );
}

function SignAct({ environment, month, now }: SignatureProps) {
  const [isOpen, setOpen] = useState(false);
  const signOff = useMutation(api.reconciliation.signOff);
  const { from, digest, counts, isEqual } = month;
  const { state, act } = useAct((comment: string) =>
    signOff({ tripletexEnv: environment, from, digest, comment, via: "page" }),
  );
  const isOver = month.toExclusive <= osloDate(now);
  const isClean = isEqual && counts.held + counts.leftOut === 0;
  return (
    <>
      {state.kind === "failed" && <FailedAct face={readError(state.error)} />}
      <Button
        look="primary"
        onClick={() => setOpen(true)}
        disabledReason={isOver ? null : TEXTS.months.notOver}
      >
        <PenLine size={16} />
        {TEXTS.months.sign}
      </Button>
      <CommentDialog
        isOpen={isOpen}
        title={TEXTS.months.signTitle(nameOfMonth(month))}
        body={bodyOf(month)}
        confirm={TEXTS.months.sign}
        missing={isClean ? null : TEXTS.months.commentMissing}
        onConfirm={(comment) => {
          setOpen(false);
          act(comment);
        }}
        onClose={() => setOpen(false)}
      />
    </>
  );
}

function bodyOf({ standing, waitingCount }: MonthData): string {
  const parts = [standing, ...(waitingCount > 0 ? [TEXTS.months.signWaiting] : []), TEXTS.months.signBody];
  return parts.join(" ");
}

function ReopenAct({ environment, month }: Omit<SignatureProps, "now">) {
  const [isOpen, setOpen] = useState(false);
  const reopen = useMutation(api.reconciliation.reopen);
  const { state, act } = useAct((reason: string) =>
    reopen({ tripletexEnv: environment, from: month.from, reason, via: "page" }),
  );
  return (
    <>
      {state.kind === "failed" && <FailedAct face={readError(state.error)} />}
      <Button onClick={() => setOpen(true)}>
        <RotateCcw size={16} />
        {TEXTS.months.reopen}
      </Button>
      <CommentDialog
        isOpen={isOpen}
        title={TEXTS.months.reopenTitle(nameOfMonth(month))}
        body={TEXTS.months.reopenBody}
        confirm={TEXTS.months.reopen}
        missing={TEXTS.months.reasonMissing}
        onConfirm={(reason) => {
          setOpen(false);
          act(reason);
        }}
        onClose={() => setOpen(false)}
      />
    </>
  );
}
