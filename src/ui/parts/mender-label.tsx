/** Who has to act, as a small label with icon and word; the explanation is one step away. Null: it goes on by itself. */
import { Calculator, Code, type LucideIcon, RotateCw, ServerCog } from "lucide-react";
import type { MenderName } from "../data.ts";
import { TEXTS } from "../texts.ts";

const ICONS: Record<MenderName, LucideIcon> = { accountant: Calculator, operator: ServerCog, us: Code };

export function MenderLabel({ mender }: { mender: MenderName | null }) {
  const Icon = mender === null ? RotateCw : ICONS[mender];
  const { word, explanation } = mender === null ? TEXTS.mending.byItself : TEXTS.mender[mender];
  return (
    <span
      title={explanation}
      className="inline-flex items-center gap-1 rounded-full border border-line-strong px-2 py-0.5 text-xs font-medium text-ink"
    >
      <Icon size={13} className="shrink-0" />
      {word}
      <span className="sr-only">: {explanation}</span>
    </span>
  );
}
