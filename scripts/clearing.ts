/** `npm run clearing`: the payouts that Rubic expects, by day, beside the clearing account in Tripletex. */
import { api } from "../convex/_generated/api.js";
import { CLEARING_USAGE, type ClearingRequest, parseClearingArguments } from "./lib/clearing-arguments.ts";
import { clearingLines } from "./lib/clearing-lines.ts";
import { runCommand } from "./lib/command-error.ts";
import { connect, explainRefusal, readConvexUrl, requireLocal } from "./lib/deployment.ts";

async function main(): Promise<number> {
  const parsed = parseClearingArguments(process.argv.slice(2));
  switch (parsed.kind) {
    case "help":
      console.log(CLEARING_USAGE);
      return 0;
    case "refused":
      console.error(`${parsed.message}\n\n${CLEARING_USAGE}`);
      return 1;
    case "clearing":
      return await show(parsed.request);
  }
}

async function show({ tripletexEnv, from, isJson }: ClearingRequest): Promise<number> {
  const url = readConvexUrl(process.env);
  await requireLocal(url, "The report can be shown there once people can sign in; nothing was read.");
  const client = connect(url);
  try {
    const report = await client.action(api.clearing.read, { tripletexEnv, from });
    if (isJson) process.stdout.write(`${JSON.stringify(report)}\n`);
    else console.log(clearingLines(report).join("\n"));
    return 0;
  } catch (error) {
    throw explainRefusal(error);
  } finally {
    await client.close();
  }
}

await runCommand(main);
