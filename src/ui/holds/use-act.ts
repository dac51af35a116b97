/**
 * One act of a person: sent once however often the button is clicked, with its answer or its error kept for the place
 * where the button stands.
 */
"use client";

import { useRef, useState } from "react";

export type ActState<Answer> =
  | { kind: "idle" }
  | { kind: "pending" }
  | { kind: "answered"; answer: Answer }
  | { kind: "failed"; error: unknown };

/** `act` sends `input` unless the act before has no answer yet. */
export function useAct<Input, Answer>(send: (input: Input) => Promise<Answer>) {
  const [state, setState] = useState<ActState<Answer>>({ kind: "idle" });
  // A ref beside the state: the second click of a double click may come before the page is drawn anew.
  const isPending = useRef(false);

  const finish = (end: ActState<Answer>) => {
    isPending.current = false;
    setState(end);
  };
  const act = (input: Input) => {
    if (isPending.current) return;
    isPending.current = true;
    setState({ kind: "pending" });
    send(input)
      .then((answer) => finish({ kind: "answered", answer }))
      .catch((error: unknown) => finish({ kind: "failed", error }));
  };
  return { state, act };
}
