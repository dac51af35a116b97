/** Asks before a month is signed off or opened again, with room for a comment. */
"use client";

import { useId, useState } from "react";
import { Button } from "../parts/button.tsx";
import { useModal } from "../parts/use-modal.ts";
import { TEXTS } from "../texts.ts";

interface CommentDialogProps {
  isOpen: boolean;
  title: string;
  body: string;
  confirm: string;
  /** Why it can't be done without a comment; null when it can. */
  missing: string | null;
  onConfirm: (comment: string) => void;
  onClose: () => void;
}

export function CommentDialog(props: CommentDialogProps) {
  const { isOpen, title, body, confirm, missing, onConfirm, onClose } = props;
  const dialog = useModal(isOpen, onClose);
  const [comment, setComment] = useState("");
  const id = useId();
  const given = comment.trim();

  return (
    <dialog
      {...dialog}
      aria-labelledby={`${id}title`}
      aria-describedby={`${id}body`}
      className="m-auto w-[calc(100vw-2rem)] max-w-lg rounded-xl border border-line-strong bg-raised p-5 text-ink shadow-xl backdrop:bg-black/50"
    >
      <h2 id={`${id}title`} className="text-lg font-semibold wrap-anywhere">
        {title}
      </h2>
      <p id={`${id}body`} className="mt-2">
        {body}
      </p>
      <label htmlFor={`${id}comment`} className="mt-4 block text-sm font-semibold">
        {TEXTS.months.comment}
      </label>
      <textarea
        id={`${id}comment`}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
        rows={3}
        aria-describedby={`${id}hint`}
        className="mt-1 block w-full rounded-lg border border-line-strong bg-page px-3 py-2"
      />
      <p id={`${id}hint`} className="mt-1 text-sm text-muted">
        {TEXTS.months.commentHint}
      </p>
      <div className="mt-5 flex flex-wrap justify-end gap-3">
        <Button onClick={onClose}>{TEXTS.months.cancel}</Button>
        <Button
          look="primary"
          disabledReason={given === "" ? missing : null}
          onClick={() => onConfirm(given)}
        >
          {confirm}
        </Button>
      </div>
    </dialog>
  );
}
