/**
 * Asks before an act that reaches far. The native dialog brings focus handling, Escape and the blocked background; the
 * safe answer comes first and has the focus when it opens.
 */
"use client";

import { useId } from "react";
import { Button } from "./button.tsx";
import { useModal } from "./use-modal.ts";

interface ConfirmDialogProps {
  isOpen: boolean;
  title: string;
  body: string;
  confirm: string;
  refuse: string;
  look: "primary" | "danger";
  onConfirm: () => void;
  onClose: () => void;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isOpen, title, body, confirm, refuse, look, onConfirm, onClose } = props;
  const dialog = useModal(isOpen, onClose);
  const titleId = useId();
  const bodyId = useId();

  return (
    <dialog
      {...dialog}
      aria-labelledby={titleId}
      aria-describedby={bodyId}
      className="m-auto max-w-[min(28rem,calc(100vw-2rem))] rounded-xl border border-line-strong bg-raised p-5 text-ink shadow-xl backdrop:bg-black/50"
    >
      <h2 id={titleId} className="text-lg font-semibold">
        {title}
      </h2>
      <p id={bodyId} className="mt-2">
        {body}
      </p>
      <div className="mt-5 flex flex-wrap justify-end gap-3">
        <Button onClick={onClose}>{refuse}</Button>
        <Button look={look} onClick={onConfirm}>
          {confirm}
        </Button>
      </div>
    </dialog>
  );
}
