/** The small fields of the link dialog: an id that was looked up in Tripletex, and what must be said in so many words. */
"use client";

import { useId, useState } from "react";
import { Button } from "../parts/button.tsx";
import { LINK_TEXTS } from "../texts/link.ts";

const WHOLE_NUMBER = /^[1-9]\d{0,15}$/;

export function LinkById({ isDisabled, onLookUp }: { isDisabled: boolean; onLookUp: (id: number) => void }) {
  const [text, setText] = useState("");
  const id = useId();
  const given = text.trim();
  return (
    <div>
      <label htmlFor={`${id}id`} className="block text-sm font-semibold">
        {LINK_TEXTS.idLabel}
      </label>
      <div className="mt-1 flex flex-wrap items-start gap-2">
        <input
          id={`${id}id`}
          value={text}
          inputMode="numeric"
          onChange={(event) => setText(event.target.value)}
          aria-describedby={`${id}hint`}
          className="min-h-10 w-44 rounded-lg border border-line-strong bg-page px-3"
        />
        <Button
          disabledReason={isDisabled || !WHOLE_NUMBER.test(given) ? LINK_TEXTS.idMissing : null}
          onClick={() => onLookUp(Number(given))}
        >
          {LINK_TEXTS.lookUp}
        </Button>
      </div>
      <p id={`${id}hint`} className="mt-1 text-sm text-muted">
        {LINK_TEXTS.idHint}
      </p>
    </div>
  );
}

interface LinkOptionProps {
  text: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

export function LinkOption({ text, isOn, onChange }: LinkOptionProps) {
  return (
    <label className="flex min-h-8 cursor-pointer items-start gap-2 text-sm">
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-4"
      />
      {text}
    </label>
  );
}
