/** The two buttons of a long list: show the rows that arrived on top, and fetch older ones at the bottom. */

import type { PaginationStatus } from "convex/react";
import { ArrowUp, ChevronDown } from "lucide-react";
import { formatCount } from "../format.ts";
import { Button } from "./button.tsx";

interface FreshButtonProps {
  count: number;
  text: (count: string) => string;
  /** What stands in the same place while nothing is held back. */
  idle: string | null;
  onClick: () => void;
}

export function FreshButton({ count, text, idle, onClick }: FreshButtonProps) {
  if (count === 0) return idle === null ? null : <p className="text-sm text-muted">{idle}</p>;
  return (
    <button
      type="button"
      onClick={onClick}
      className="inline-flex min-h-7 cursor-pointer items-center gap-1.5 rounded-full border border-info/40 bg-info-soft px-3 text-sm font-semibold text-info"
    >
      <ArrowUp size={14} />
      {text(formatCount(count))}
    </button>
  );
}

interface MoreButtonProps {
  status: PaginationStatus;
  texts: { showMore: string; loadingMore: string };
  onClick: () => void;
}

export function MoreButton({ status, texts, onClick }: MoreButtonProps) {
  if (status === "LoadingFirstPage" || status === "Exhausted") return null;
  return (
    <div className="pt-3">
      <Button onClick={onClick} disabledReason={status === "LoadingMore" ? texts.loadingMore : null}>
        <ChevronDown size={16} />
        {texts.showMore}
      </Button>
    </div>
  );
}
