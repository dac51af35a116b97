/** Opens and closes a native dialog as a modal one, from a property: `showModal` is a call, not an attribute. */
"use client";

import { type RefObject, useEffect, useRef } from "react";

export function useModal(isOpen: boolean): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen && dialog.current?.open === false) dialog.current.showModal();
    if (!isOpen && dialog.current?.open === true) dialog.current.close();
  }, [isOpen]);
  return dialog;
}
