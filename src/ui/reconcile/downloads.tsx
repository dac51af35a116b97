/** Writes months to a file in the browser: what is shown here and nothing else, so that no address hands out books. */
"use client";

import { type ConvexReactClient, useConvex } from "convex/react";
import { FileSpreadsheet, FileText } from "lucide-react";
import { api } from "../../../convex/_generated/api.js";
import { csvOf } from "../../sync/reconcile/csv.ts";
import { type ExportedMonth, exportedMonth, sheetsOf } from "../../sync/reconcile/sheets.ts";
import { readError } from "../client/client-error.ts";
import type { EnvironmentName, MonthData, MonthItem } from "../data.ts";
import { useAct } from "../holds/use-act.ts";
import { Button } from "../parts/button.tsx";
import { FailedAct } from "../parts/failed-act.tsx";
import { Panel } from "../parts/panel.tsx";
import { TEXTS } from "../texts.ts";

interface DownloadsProps {
  environment: EnvironmentName;
  months: MonthData[];
  /** Of the file, without its ending. */
  name: string;
}

type Format = "csv" | "xlsx";

export function Downloads({ environment, months, name }: DownloadsProps) {
  const client = useConvex();
  const { state, act } = useAct(async (format: Format) => {
    const exported = await readMonths(client, environment, months);
    save(await fileOf(exported, format), `rubic-tripletex-${name}.${format}`);
  });
  const busy = state.kind === "pending" ? TEXTS.months.exporting : null;
  return (
    <Panel heading={TEXTS.months.exportHeading}>
      <p className="mb-3 text-sm text-muted">{TEXTS.months.exportHint}</p>
      {state.kind === "failed" && <FailedAct face={readError(state.error)} />}
      <div className="flex flex-wrap gap-3">
        <Button onClick={() => act("xlsx")} disabledReason={busy}>
          <FileSpreadsheet size={16} />
          {TEXTS.months.xlsx}
        </Button>
        <Button onClick={() => act("csv")} disabledReason={busy}>
          <FileText size={16} />
          {TEXTS.months.csv}
        </Button>
      </div>
    </Panel>
  );
}

async function readMonths(
  client: ConvexReactClient,
  environment: EnvironmentName,
  months: MonthData[],
): Promise<ExportedMonth[]> {
  const exported: ExportedMonth[] = [];
  for (const month of months) {
    exported.push(exportedMonth(month, await readItems(client, environment, month.from)));
  }
  return exported;
}

async function readItems(
  client: ConvexReactClient,
  environment: EnvironmentName,
  from: string,
): Promise<MonthItem[]> {
  const items: MonthItem[] = [];
  let part: number | null = 0;
  while (part !== null) {
    const answer: { items: MonthItem[]; nextPart: number | null } = await client.query(
      api.reconciliation.items,
      { tripletexEnv: environment, from, part },
    );
    items.push(...answer.items);
    part = answer.nextPart;
  }
  return items;
}

async function fileOf(months: ExportedMonth[], format: Format): Promise<Blob> {
  const sheets = sheetsOf(months);
  if (format === "csv") return new Blob([csvOf(sheets)], { type: "text/csv;charset=utf-8" });
  // Only who wants a workbook loads what writes it.
  const { workbookOf } = await import("./workbook.ts");
  return await workbookOf(sheets);
}

function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
