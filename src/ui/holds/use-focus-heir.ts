/**
 * Where the keyboard goes when the record that has the focus leaves the list: to the next record, else the one before,
 * else the heading of the page. Without this the focus falls to the top of the document.
 */
"use client";

import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/** The heading that inherits the focus when no record is left. Needs `tabIndex={-1}`. */
export const HOLDS_HEADING_ID = "holds-heading";

/**
 * The ref goes onto the record's list item, whose heading has `tabIndex={-1}`. `onInterrupted`: the record left while a
 * dialog about it was open; the dialog is closed.
 */
export function useFocusHeir(onInterrupted: () => void): RefObject<HTMLLIElement | null> {
  const item = useRef<HTMLLIElement>(null);
  const interrupted = useRef(onInterrupted);
  useEffect(() => {
    interrupted.current = onInterrupted;
  });
  useLayoutEffect(() => {
    const element = item.current;
    return () => {
      if (element === null || !element.contains(document.activeElement)) return;
      const dialog = element.querySelector<HTMLDialogElement>("dialog[open]");
      dialog?.close();
      findHeir(element)?.focus({ preventScroll: true });
      if (dialog !== null) interrupted.current();
    };
  }, []);
  return item;
}

function findHeir(leaving: HTMLLIElement): HTMLElement | null {
  const neighbour = leaving.nextElementSibling ?? leaving.previousElementSibling;
  return neighbour?.querySelector<HTMLElement>("h3") ?? document.getElementById(HOLDS_HEADING_ID);
}
