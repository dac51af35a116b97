/**
 * A small button of one record. Many stand below each other, so the reason why one can't be used is written once per
 * record (`reasonId`), and each name ends with the record's own for whoever hears the button alone.
 */
import type { LucideIcon } from "lucide-react";

interface ActButtonProps {
  icon: LucideIcon;
  label: string;
  /** The record, for screen readers. */
  about: string;
  isDisabled: boolean;
  /** The element that says why the button can't be used. */
  reasonId?: string;
  onClick: () => void;
}

export function ActButton({ icon: Icon, label, about, isDisabled, reasonId, onClick }: ActButtonProps) {
  return (
    <button
      type="button"
      aria-disabled={isDisabled}
      aria-describedby={isDisabled ? reasonId : undefined}
      onClick={isDisabled ? undefined : onClick}
      className={
        "inline-flex min-h-9 cursor-pointer items-center gap-1.5 rounded-lg border border-line-strong bg-raised px-3 text-sm font-semibold " +
        "hover:bg-sunken aria-disabled:cursor-not-allowed aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:text-muted"
      }
    >
      <Icon size={15} className="shrink-0" />
      {label}
      <span className="sr-only">: {about}</span>
    </button>
  );
}
