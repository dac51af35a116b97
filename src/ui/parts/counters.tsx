/** What a run did to its records, as small labelled figures; zeros are left out, so that what happened stands out. */
import type { RunCounters } from "../data.ts";
import { formatCount } from "../format.ts";
import { TEXTS } from "../texts.ts";

const SHOWN = ["created", "adopted", "updated", "unchanged", "held"] as const;

interface CounterListProps {
  counters: RunCounters;
  whenEmpty: string;
  /** A preview has written nothing: its figures say what a sync would do. */
  isPreview?: boolean;
}

export function CounterList({ counters, whenEmpty, isPreview = false }: CounterListProps) {
  const shown = SHOWN.filter((name) => counters[name] > 0);
  if (shown.length === 0) return <p className="text-sm text-muted">{whenEmpty}</p>;
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-0.5 text-sm text-muted tabular-nums">
      {shown.map((name) => (
        <li key={name} className={name === "held" ? "text-attention" : ""}>
          <span className={name === "held" ? "font-semibold" : "font-semibold text-ink"}>
            {formatCount(counters[name])}
          </span>{" "}
          {(isPreview ? TEXTS.plan.counter : TEXTS.counter)[name]}
        </li>
      ))}
    </ul>
  );
}

/** The counters of all types of a run together. */
export function addCounters(all: readonly RunCounters[]): RunCounters {
  const sum: RunCounters = { done: 0, created: 0, updated: 0, adopted: 0, unchanged: 0, held: 0 };
  for (const each of all) {
    sum.done += each.done;
    for (const name of SHOWN) sum[name] += each[name];
  }
  return sum;
}
