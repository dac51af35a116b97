/**
 * `npm run doctor`: has a deployment check whether an environment is ready for real books, shows each line with its remedy,
 * and passes on what a person decides. It decides nothing itself: the same functions answer the page.
 */
import type { ConvexClient } from "convex/browser";
import { api } from "../convex/_generated/api.js";
import { CommandError, runCommand } from "./lib/command-error.ts";
import { connect, fetchLocalToken, readConvexUrl } from "./lib/deployment.ts";
import { DOCTOR_USAGE, type DoctorRequest, parseDoctorArguments } from "./lib/doctor-arguments.ts";
import { describeReport, exitCodeOf, type ReadinessReport } from "./lib/doctor-report.ts";
import { whileConnected } from "./lib/while-connected.ts";

const EXIT_SUCCESS = 0;
const EXIT_FAILED = 1;

async function main(): Promise<number> {
  const parsed = parseDoctorArguments(process.argv.slice(2));
  switch (parsed.kind) {
    case "help":
      console.log(DOCTOR_USAGE);
      return EXIT_SUCCESS;
    case "refused":
      console.error(`${parsed.message}\n\n${DOCTOR_USAGE}`);
      return EXIT_FAILED;
    case "doctor":
      return await examine(parsed.request);
  }
}

async function examine(request: DoctorRequest): Promise<number> {
  const url = readConvexUrl(process.env);
  if ((await fetchLocalToken(url)) === null) throw new CommandError(explainMissingSignIn(url, request));
  const client = connect(url);
  try {
    const report = await whileConnected(client, () => checkAndDecide(client, request));
    const exitCode = exitCodeOf(report);
    if (request.isJson) process.stdout.write(`${JSON.stringify({ ...report, exitCode })}\n`);
    else console.log(describeReport(report, Date.now()).join("\n"));
    return exitCode;
  } finally {
    await client.close();
  }
}

function explainMissingSignIn(url: string, { tripletexEnv }: DoctorRequest): string {
  const actor = { kind: "commandLine", name: "your name" };
  return [
    `${url} is a real deployment, and signing in does not exist yet. Check it there as its operator:`,
    `  npx convex run sync/readiness:request '${JSON.stringify({ tripletexEnv, actor })}'`,
    `  npx convex run sync/readiness:read '${JSON.stringify({ tripletexEnv })}'`,
    "and decide with sync/readiness:confirm, :override and :undo (docs/operations.md).",
  ].join("\n");
}

/** First the check: what a person decides is about what it finds now. */
async function checkAndDecide(client: ConvexClient, request: DoctorRequest): Promise<ReadinessReport> {
  const { tripletexEnv, companyId, override, undo } = request;
  const common = { tripletexEnv, via: "commandLine" } as const;
  await client.mutation(api.readiness.run, common);
  await waitForCheck(client, tripletexEnv);
  if (companyId !== null) await client.mutation(api.readiness.confirmCompany, { ...common, companyId });
  if (override !== null) await client.mutation(api.readiness.override, { ...common, ...override });
  if (undo !== null) await client.mutation(api.readiness.undo, { ...common, code: undo });
  return await client.query(api.readiness.get, { tripletexEnv });
}

/** Resolves when no check is on any more: the one that was asked for, or the one that was on before. */
async function waitForCheck(
  client: ConvexClient,
  tripletexEnv: DoctorRequest["tripletexEnv"],
): Promise<void> {
  let stop: (() => void) | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const look = (report: ReadinessReport) => {
        if (report.checking === null) resolve();
      };
      stop = client.onUpdate(api.readiness.get, { tripletexEnv }, look, reject);
    });
  } finally {
    stop?.();
  }
}

await runCommand(main);
