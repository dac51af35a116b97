/**
 * `npm run why`: asks a deployment why a record is not in Tripletex, and shows the chain of checks. It decides nothing itself: the
 * same function answers the page.
 */
import { api } from "../convex/_generated/api.js";
import { runCommand } from "./lib/command-error.ts";
import { connect, explainRefusal, readConvexUrl, requireLocal } from "./lib/deployment.ts";
import { parseWhyArguments, WHY_USAGE, type WhyRequest } from "./lib/why-arguments.ts";
import { describeWhy, whyExitCode } from "./lib/why-lines.ts";

async function main(): Promise<number> {
  const parsed = parseWhyArguments(process.argv.slice(2));
  switch (parsed.kind) {
    case "help":
      console.log(WHY_USAGE);
      return 0;
    case "refused":
      console.error(`${parsed.message}\n\n${WHY_USAGE}`);
      return 1;
    case "why":
      return await ask(parsed.request);
  }
}

async function ask({ tripletexEnv, question, isJson }: WhyRequest): Promise<number> {
  const url = readConvexUrl(process.env);
  await requireLocal(
    url,
    "It can be asked there once people can sign in. Until then look at what is held:\n  npx convex data holds",
  );
  const client = connect(url);
  try {
    const answer = await client.action(api.why.ask, { tripletexEnv, question });
    const exitCode = whyExitCode(answer);
    if (isJson) process.stdout.write(`${JSON.stringify({ ...answer, exitCode })}\n`);
    else console.log(describeWhy(answer).join("\n"));
    return exitCode;
  } catch (error) {
    throw explainRefusal(error);
  } finally {
    await client.close();
  }
}

await runCommand(main);
