/** One run of one environment. */
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { parseEnvironment } from "../../../../src/ui/environments.ts";
import { RunPage } from "../../../../src/ui/run/run-page.tsx";
import { TEXTS } from "../../../../src/ui/texts.ts";

export const metadata: Metadata = { title: TEXTS.run.heading };

interface PageProps {
  params: Promise<{ environment: string; runId: string }>;
}

export default async function EnvironmentRunPage({ params }: PageProps) {
  const { environment: name, runId } = await params;
  const environment = parseEnvironment(name);
  if (environment === null) notFound();
  return <RunPage environment={environment} runId={runId} />;
}
