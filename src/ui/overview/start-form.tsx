/**
 * "Sync now": everything that may have changed, unless the person chooses otherwise. In production it asks once, with the
 * name of the company. A refusal ("somebody else's sync is on") is an answer and shown as such, not an error.
 */
"use client";

import { useMutation } from "convex/react";
import { Eye, RefreshCw } from "lucide-react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api.js";
import { formatInstant } from "../../sync/format.ts";
import { readError } from "../client/client-error.ts";
import { type ConnectionFace, useConnectionFace } from "../client/use-connection.ts";
import type { EnvironmentName, Overview, StartChoice } from "../data.ts";
import { Button } from "../parts/button.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { FailedAct } from "../parts/failed-act.tsx";
import { TEXTS } from "../texts.ts";
import { MissingLink } from "./missing-link.tsx";
import { StartAnswer, type StartState } from "./start-answer.tsx";
import { StartChoices } from "./start-choices.tsx";

interface StartFormProps {
  environment: EnvironmentName;
  overview: Overview;
  now: number;
}

const DEFAULT_CHOICE: StartChoice = { syncType: "all", mode: "incremental" };

export function StartForm({ environment, overview, now }: StartFormProps) {
  const connection = useConnectionFace();
  const [choice, setChoice] = useState(DEFAULT_CHOICE);
  const [isAsking, setAsking] = useState(false);
  const { state, start } = useStart(environment);

  const confirmed = () => {
    setAsking(false);
    start(choice);
  };
  const isBusy = state.kind === "starting";
  const isPreview = choice.mode === "preview";
  const blocked = isPreview
    ? whyNoPreview(overview, connection, now)
    : whyDisabled(overview, connection, now);
  return (
    <div className="space-y-3">
      <StartChoices choice={choice} onChange={setChoice} />
      <Button
        look="primary"
        disabledReason={isBusy ? TEXTS.start.starting : blocked}
        onClick={() => (environment === "production" && !isPreview ? setAsking(true) : start(choice))}
      >
        {isPreview ? <Eye size={16} /> : <RefreshCw size={16} />}
        {isPreview ? TEXTS.plan.start.button : TEXTS.start.button}
      </Button>
      {overview.notReady !== null && !isPreview && <MissingLink />}
      {state.kind === "failed" && <FailedAct face={readError(state.error)} />}
      <StartAnswer environment={environment} state={state} isRunLive={overview.liveRun !== null} now={now} />
      <ConfirmDialog
        isOpen={isAsking}
        title={TEXTS.start.confirmTitle}
        body={TEXTS.start.confirmBody(nameCompany(overview))}
        confirm={TEXTS.start.confirmYes}
        refuse={TEXTS.start.confirmNo}
        look="primary"
        onConfirm={confirmed}
        onClose={() => setAsking(false)}
      />
    </div>
  );
}

function nameCompany({ company }: Overview): string {
  return company === null ? TEXTS.start.companyUnknown : TEXTS.start.company(company.name, company.id);
}

function useStart(environment: EnvironmentName) {
  const startSync = useMutation(api.syncState.startSync);
  const [state, setState] = useState<StartState>({ kind: "idle" });
  const start = (choice: StartChoice) => {
    setState({ kind: "starting" });
    startSync({ tripletexEnv: environment, ...choice, via: "page" })
      .then((answer) => setState({ kind: "answered", answer, isPreview: choice.mode === "preview" }))
      .catch((error: unknown) => setState({ kind: "failed", error }));
  };
  return { state, start };
}

function whyDisabled(overview: Overview, connection: ConnectionFace, now: number): string | null {
  if (connection !== "online") return TEXTS.start.disabledOffline;
  const run = overview.liveRun;
  if (run !== null)
    return TEXTS.start.disabledLive(TEXTS.actor(run.actor), formatInstant(run.startedAt, now));
  if (overview.writingStopped !== null) return TEXTS.start.disabledStopped;
  return overview.notReady === null ? null : TEXTS.start.disabledNotReady;
}

/** A preview writes nothing: neither a sync that is on nor the brake nor the readiness gate stops it, only another preview. */
function whyNoPreview({ livePreview }: Overview, connection: ConnectionFace, now: number): string | null {
  if (connection !== "online") return TEXTS.start.disabledOffline;
  if (livePreview === null) return null;
  const since = formatInstant(livePreview.startedAt, now);
  return TEXTS.plan.start.disabledLive(TEXTS.actor(livePreview.actor), since);
}
