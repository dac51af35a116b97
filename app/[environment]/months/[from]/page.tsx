/** One month of one environment. */
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { parseEnvironment } from "../../../../src/ui/environments.ts";
import { MonthPage } from "../../../../src/ui/reconcile/month-page.tsx";
import { TEXTS } from "../../../../src/ui/texts.ts";

export const metadata: Metadata = { title: TEXTS.months.oneHeading };

interface PageProps {
  params: Promise<{ environment: string; from: string }>;
}

export default async function EnvironmentMonthPage({ params }: PageProps) {
  const { environment: name, from } = await params;
  const environment = parseEnvironment(name);
  if (environment === null) notFound();
  return <MonthPage environment={environment} from={from} />;
}
