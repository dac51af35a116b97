/** The clearing report: read when a person asks for it, since it reads both systems. */
"use client";

import { useAction } from "convex/react";
import { type FormEvent, useState } from "react";
import { api } from "../../../convex/_generated/api.js";
import { formatKroner } from "../../sync/format.ts";
import { readError } from "../client/client-error.ts";
import type { EnvironmentName } from "../data.ts";
import { formatCount } from "../format.ts";
import { useAct } from "../holds/use-act.ts";
import { FailedAct } from "../parts/failed-act.tsx";
import { Loading } from "../parts/loading.tsx";
import { CLEARING } from "../texts/clearing.ts";
import { ClearingAccountPanel } from "./clearing-account.tsx";

export function ClearingPage({ environment }: { environment: EnvironmentName }) {
  const read = useAction(api.clearing.read);
  const { state, act } = useAct((from: string | undefined) => read({ tripletexEnv: environment, from }));
  const [from, setFrom] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    act(from === "" ? undefined : from);
  };
  return (
    <>
      <div className="space-y-3 pt-1">
        <h2 className="text-xl font-bold">{CLEARING.heading}</h2>
        <p className="max-w-prose text-sm text-muted">{CLEARING.intro}</p>
        <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
          <label className="text-sm font-semibold">
            {CLEARING.fromLabel}
            <input
              type="date"
              value={from}
              onChange={(event) => setFrom(event.target.value)}
              className="mt-1 block min-h-10 rounded-lg border border-line-strong bg-raised px-3 text-sm"
            />
          </label>
          <button
            type="submit"
            aria-disabled={state.kind === "pending"}
            className="inline-flex min-h-10 cursor-pointer items-center rounded-lg bg-accent px-4 py-2 text-sm font-semibold text-on-accent hover:bg-accent-strong"
          >
            {CLEARING.show}
          </button>
        </form>
      </div>
      <div aria-live="polite" className="space-y-4">
        {state.kind === "pending" && <Loading text={CLEARING.reading} />}
        {state.kind === "failed" && <FailedAct face={readError(state.error)} />}
        {state.kind === "answered" && (
          <>
            {state.answer.accounts.length === 0 && <p>{CLEARING.none}</p>}
            {state.answer.accounts.map((account) => (
              <ClearingAccountPanel key={account.accountNumber} account={account} />
            ))}
            <p className="text-sm text-muted">
              {CLEARING.withoutPayout(
                formatCount(state.answer.withoutPayout.count),
                formatKroner(state.answer.withoutPayout.grossOere),
              )}
            </p>
          </>
        )}
      </div>
    </>
  );
}
