/** `npm run doubles`: looks whether any record is mapped, held or intended twice. Reads only. */
import type { FunctionReturnType } from "convex/server";
import { api } from "../convex/_generated/api.js";
import { runCommand } from "./lib/command-error.ts";
import { connect, explainRefusal, readConvexUrl, requireLocal } from "./lib/deployment.ts";
import { DOUBLES_USAGE, parseDoublesArguments } from "./lib/doubles-arguments.ts";

type Proof = FunctionReturnType<typeof api.uniqueness.prove>;

const EXIT_DOUBLES = 2;

async function main(): Promise<number> {
  const request = parseDoublesArguments(process.argv.slice(2));
  if (request.kind === "help") {
    console.log(DOUBLES_USAGE);
    return 0;
  }
  const proof = await prove();
  if (request.isJson) process.stdout.write(`${JSON.stringify(proof)}\n`);
  else console.log(linesOf(proof).join("\n"));
  return proof.doubleCount === 0 ? 0 : EXIT_DOUBLES;
}

async function prove(): Promise<Proof> {
  const url = readConvexUrl(process.env);
  await requireLocal(url, "Ask it as its operator:\n  npx convex run sync/uniqueness:prove '{}'");
  const client = connect(url);
  try {
    return await client.action(api.uniqueness.prove, {});
  } catch (error) {
    throw explainRefusal(error);
  } finally {
    await client.close();
  }
}

function linesOf({ rows, doubleCount, doubles }: Proof): string[] {
  if (doubleCount === 0)
    return [`Nothing stands twice: ${rows} rows were read, once per key that must be unique.`];
  const more = doubleCount - doubles.length;
  return [
    doubleCount === 1 ? "1 record stands twice:" : `${doubleCount} records stand twice:`,
    ...doubles.map((double) => `  ${double}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    "Start no sync, and report this to whoever maintains the service: the service itself never stores such rows.",
  ];
}

await runCommand(main);
