/** The months of one environment. */
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { parseEnvironment } from "../../../src/ui/environments.ts";
import { MonthsPage } from "../../../src/ui/reconcile/months-page.tsx";
import { TEXTS } from "../../../src/ui/texts.ts";

export const metadata: Metadata = { title: TEXTS.months.heading };

export default async function EnvironmentMonthsPage({
  params,
}: {
  params: Promise<{ environment: string }>;
}) {
  const environment = parseEnvironment((await params).environment);
  if (environment === null) notFound();
  return <MonthsPage environment={environment} />;
}
