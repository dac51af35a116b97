/**
 * Tells screen readers what changes on the page, politely and gathered: the latest sentence at most every few seconds,
 * never one per record. What is true when the page opens is not news.
 */
"use client";

import { useEffect, useRef, useState } from "react";

const GATHER_MS = 15_000;

/** `sentence`: how things stand now, as one sentence. Empty says nothing. */
export function Announcer({ sentence }: { sentence: string }) {
  const spoken = useGathered(sentence);
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {spoken}
    </p>
  );
}

function useGathered(sentence: string): string {
  const [spoken, setSpoken] = useState("");
  const last = useRef({ sentence, spokenAt: 0 });

  useEffect(() => {
    if (sentence === last.current.sentence) return undefined;
    const waitMs = Math.max(0, last.current.spokenAt + GATHER_MS - Date.now());
    const timer = setTimeout(() => {
      last.current = { sentence, spokenAt: Date.now() };
      setSpoken(sentence);
    }, waitMs);
    return () => clearTimeout(timer);
  }, [sentence]);

  return spoken;
}
