/**
 * The page's buttons. One that can't be used stays reachable by keyboard and says why in words beside it: `aria-disabled`
 * instead of `disabled`, and the click does nothing.
 */
import { type ReactNode, useId } from "react";

type ButtonLook = "primary" | "plain" | "danger";

const LOOK_CLASSES: Record<ButtonLook, string> = {
  primary: "border-transparent bg-accent text-on-accent hover:bg-accent-strong",
  plain: "border-line-strong bg-raised text-ink hover:bg-sunken",
  danger: "border-bad/50 bg-raised text-bad hover:bg-bad-soft",
};

const BASE =
  "inline-flex min-h-10 items-center justify-center gap-2 rounded-lg border px-4 py-2 text-sm font-semibold cursor-pointer " +
  "aria-disabled:cursor-not-allowed aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:text-muted";

interface ButtonProps {
  look?: ButtonLook;
  onClick: () => void;
  /** Why the button can't be used now; null when it can. */
  disabledReason?: string | null;
  children: ReactNode;
}

export function Button({ look = "plain", onClick, disabledReason = null, children }: ButtonProps) {
  const reasonId = useId();
  const isDisabled = disabledReason !== null;
  return (
    <span className="flex flex-col items-start gap-1.5">
      <button
        type="button"
        className={`${BASE} ${LOOK_CLASSES[look]}`}
        aria-disabled={isDisabled}
        aria-describedby={isDisabled ? reasonId : undefined}
        onClick={isDisabled ? undefined : onClick}
      >
        {children}
      </button>
      {isDisabled && (
        <span id={reasonId} className="text-sm text-muted">
          {disabledReason}
        </span>
      )}
    </span>
  );
}
