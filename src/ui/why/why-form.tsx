/** What is asked for: the kind of number, and the number. Enter asks as the button does. */
"use client";

import { type FormEvent, useId, useState } from "react";
import { WHY } from "../texts/why.ts";
import { QUESTION_KINDS, type Question, type QuestionKind, questionOf } from "./ask.ts";

const FIELD = "mt-1 block min-h-10 rounded-lg border border-line-strong bg-raised px-3 text-sm";

export function WhyForm({ onAsk, isAsking }: { onAsk: (question: Question) => void; isAsking: boolean }) {
  const [kind, setKind] = useState<QuestionKind>("invoice");
  const [text, setText] = useState("");
  const [isMissing, setMissing] = useState(false);
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = text.trim();
    setMissing(given === "");
    if (given !== "" && !isAsking) onAsk(questionOf(kind, given));
  };
  const choose = (value: string) => setKind(QUESTION_KINDS.find((each) => each === value) ?? "invoice");
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
      <label className="text-sm font-semibold">
        {WHY.kindLabel}
        <select value={kind} onChange={(event) => choose(event.target.value)} className={FIELD}>
          {QUESTION_KINDS.map((each) => (
            <option key={each} value={each}>
              {WHY.kinds[each]}
            </option>
          ))}
        </select>
      </label>
      <label className="text-sm font-semibold">
        {WHY.textLabel}
        <input
          value={text}
          onChange={(event) => setText(event.target.value)}
          aria-invalid={isMissing}
          aria-describedby={isMissing ? `${id}missing` : undefined}
          className={`${FIELD} w-64 max-w-full`}
        />
      </label>
      <button
        type="submit"
        aria-disabled={isAsking}
        className="inline-flex min-h-10 cursor-pointer items-center rounded-lg bg-accent px-4 py-2 text-sm font-semibold text-on-accent hover:bg-accent-strong"
      >
        {WHY.ask}
      </button>
      {isMissing && (
        <p id={`${id}missing`} className="basis-full text-sm text-bad">
          {WHY.empty}
        </p>
      )}
    </form>
  );
}
