/** The face of a part that waits for its first answer. Says so in words, and keeps the place that the answer will take. */
export function Loading({ text }: { text: string }) {
  return (
    <div role="status" className="rounded-xl border border-line bg-raised p-5 text-sm text-muted">
      {text}
      <div aria-hidden="true" className="mt-4 space-y-3">
        <div className="h-4 w-2/3 rounded bg-sunken motion-safe:animate-pulse" />
        <div className="h-4 w-1/2 rounded bg-sunken motion-safe:animate-pulse" />
        <div className="h-24 rounded bg-sunken motion-safe:animate-pulse" />
      </div>
    </div>
  );
}
