/**
 * The two questions of the link dialog: what may this record be in Tripletex (asked when it opens, and for an id that was
 * typed), and link it. Answers that come after the dialog was closed and opened again are dropped.
 */
"use client";

import { useAction } from "convex/react";
import { useEffect, useRef, useState } from "react";
import { api } from "../../../convex/_generated/api.js";
import type { EnvironmentName, Hold, LinkCandidate, LinkSubject } from "../data.ts";
import { useAct } from "./use-act.ts";

/** What was linked: of a held payment perhaps its invoice, and then the payment stays held until the next sync. */
export interface Linked {
  sentence: string;
  closesHold: boolean;
}

interface LinkRequest {
  hold: Hold;
  environment: EnvironmentName;
  isOpen: boolean;
  onLinked: (linked: Linked) => void;
}

interface Confirmed {
  reason: string;
  asAlias: boolean;
  withPayments: boolean;
}

export function useLink({ hold, environment, isOpen, onLinked }: LinkRequest) {
  const search = useSearch({ hold, environment, isOpen });
  const { subject, chosen } = search;
  const link = useAction(api.links.link);
  const relink = useAction(api.links.relink);
  const { state, act } = useAct(async ({ withPayments, ...given }: Confirmed) => {
    if (subject === null || chosen === null) return;
    const { kind, rubicKey, linkedId } = subject;
    const wish = { tripletexEnv: environment, kind, rubicKey, tripletexId: chosen.tripletexId, ...given };
    const { sentence } = linkedId === null ? await link(wish) : await relink({ ...wish, withPayments });
    onLinked({ sentence, closesHold: kind === hold.kind });
  });
  return {
    ...search,
    confirm: act,
    isPending: state.kind === "pending",
    failure: state.kind === "failed" ? state.error : null,
  };
}

function useSearch({ hold, environment, isOpen }: Omit<LinkRequest, "onLinked">) {
  const ask = useAction(api.links.candidates);
  const [subject, setSubject] = useState<LinkSubject | null>(null);
  const [chosen, setChosen] = useState<LinkCandidate | null>(null);
  const [searchError, setError] = useState<unknown>(null);
  const [isSearching, setSearching] = useState(false);
  const latest = useRef(0);
  const { rubicKey } = hold;
  const kind = linkedKindOf(hold);

  const search = (tripletexId?: number) => {
    latest.current += 1;
    const own = latest.current;
    const isCurrent = () => latest.current === own;
    setSearching(true);
    setError(null);
    const record = subject ?? { kind, rubicKey };
    ask({ tripletexEnv: environment, kind: record.kind, rubicKey: record.rubicKey, tripletexId })
      .then((answer) => {
        if (!isCurrent()) return;
        const [only] = answer.candidates;
        setSubject(tripletexId === undefined || subject === null ? answer : withFound(subject, answer));
        if (answer.candidates.length === 1 && only !== undefined && only.refusal === null) setChosen(only);
      })
      .catch((error: unknown) => isCurrent() && setError(error))
      .finally(() => isCurrent() && setSearching(false));
  };
  const begin = useRef(search);
  useEffect(() => {
    begin.current = search;
  });
  useEffect(() => {
    if (isOpen) begin.current();
  }, [isOpen]);
  return { subject, chosen, searchError, isSearching, choose: setChosen, lookUp: search };
}

/** A record that was looked up by id comes first, once. */
function withFound(subject: LinkSubject, { candidates }: LinkSubject): LinkSubject {
  const found = new Set(candidates.map(({ tripletexId }) => tripletexId));
  const others = subject.candidates.filter(({ tripletexId }) => !found.has(tripletexId));
  return { ...subject, candidates: [...candidates, ...others] };
}

/** The question is only asked where a link is offered, and a credit is offered none. */
function linkedKindOf({ kind }: Hold): Exclude<Hold["kind"], "credit"> {
  return kind === "credit" ? "invoice" : kind;
}
