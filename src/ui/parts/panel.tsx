/** A titled area of the page. The heading names the region, so that a screen reader can jump from one to the next. */
import { type ReactNode, useId } from "react";

interface PanelProps {
  /** To be reached by a link on the same page. */
  id?: string;
  heading: string;
  aside?: ReactNode;
  children: ReactNode;
}

export function Panel({ id, heading, aside, children }: PanelProps) {
  const headingId = useId();
  return (
    <section
      id={id}
      aria-labelledby={headingId}
      className="min-w-0 rounded-xl border border-line bg-raised p-4 shadow-xs sm:p-5"
    >
      <div className="mb-3 flex min-h-7 flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h2 id={headingId} className="text-base font-semibold">
          {heading}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
