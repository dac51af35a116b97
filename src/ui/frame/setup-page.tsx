/** Shown instead of the page when its server does not know which Convex deployment it belongs to. */
import { Notice } from "../parts/notice.tsx";
import { TEXTS } from "../texts.ts";

/** `value`: what the setting holds when it is not an address; null when it is missing. */
export function SetupPage({ value }: { value: string | null }) {
  return (
    <main className="mx-auto max-w-2xl space-y-4 px-4 py-16">
      <h1 className="text-2xl font-bold">{TEXTS.product}</h1>
      <Notice tone="bad" title={TEXTS.setup.heading}>
        <p>{TEXTS.setup.body}</p>
        <p>
          <code className="font-mono font-semibold">{TEXTS.setup.setting}</code>
        </p>
        {value !== null && <p>{TEXTS.setup.invalid(value)}</p>}
        <p>{TEXTS.setup.remedy}</p>
      </Notice>
    </main>
  );
}
