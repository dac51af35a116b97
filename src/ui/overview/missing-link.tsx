/** The way from what can't start to the panel that says why. */
import { TEXTS } from "../texts.ts";

/** The address of the readiness panel on the overview. */
export const READINESS_ID = "readiness";

export function MissingLink() {
  return (
    <a
      href={`#${READINESS_ID}`}
      className="inline-flex min-h-7 items-center text-sm font-semibold text-ink underline underline-offset-4"
    >
      {TEXTS.start.showMissing}
    </a>
  );
}
