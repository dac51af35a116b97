/**
 * Opens and closes a native dialog as a modal one, from a property: `showModal` is a call, not an attribute. The property
 * alone decides: the browser's own ways of closing (Escape) ask for it to change.
 */
"use client";

import { type RefObject, type SyntheticEvent, useEffect, useRef } from "react";

interface ModalProps {
  ref: RefObject<HTMLDialogElement | null>;
  onCancel: (event: SyntheticEvent<HTMLDialogElement>) => void;
  onClose: (event: SyntheticEvent<HTMLDialogElement>) => void;
}

/** The properties that the `dialog` element takes. */
export function useModal(isOpen: boolean, onClose: () => void): ModalProps {
  const ref = useRef<HTMLDialogElement>(null);
  // After every drawing: whoever asks for it again at the moment in which the browser closed it gets it.
  useEffect(() => {
    if (isOpen && ref.current?.open === false) ref.current.showModal();
    if (!isOpen && ref.current?.open === true) ref.current.close();
  });
  return {
    ref,
    onCancel: (event) => {
      event.preventDefault();
      onClose();
    },
    // Told a moment after the closing, by when it may be open anew.
    onClose: (event) => {
      if (!event.currentTarget.open) onClose();
    },
  };
}
