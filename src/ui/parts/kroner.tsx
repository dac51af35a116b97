/** An amount. Figures of equal width and no line break, so that columns of kroner can be compared by eye. */
import { formatKroner } from "../../sync/format.ts";

export function Kroner({ oere }: { oere: number }) {
  return <span className="whitespace-nowrap tabular-nums">{formatKroner(oere)}</span>;
}
