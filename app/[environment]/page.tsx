/** How one environment stands. */
import { notFound } from "next/navigation";
import { parseEnvironment } from "../../src/ui/environments.ts";
import { OverviewPage } from "../../src/ui/overview/overview-page.tsx";

export default async function EnvironmentPage({ params }: { params: Promise<{ environment: string }> }) {
  const environment = parseEnvironment((await params).environment);
  if (environment === null) notFound();
  return <OverviewPage environment={environment} />;
}
