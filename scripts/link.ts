/**
 * `npm run link`: shows what a record of Rubic may be in Tripletex, links it, or takes a link back. It asks the deployment for
 * everything and decides nothing itself: the same functions answer the page.
 */
import type { ConvexClient } from "convex/browser";
import type { FunctionReturnType } from "convex/server";
import { api } from "../convex/_generated/api.js";
import { runCommand } from "./lib/command-error.ts";
import { connect, explainRefusal, readConvexUrl, requireLocal } from "./lib/deployment.ts";
import { LINK_USAGE, type LinkRequest, parseLinkArguments } from "./lib/link-arguments.ts";

async function main(): Promise<number> {
  const parsed = parseLinkArguments(process.argv.slice(2));
  switch (parsed.kind) {
    case "help":
      console.log(LINK_USAGE);
      return 0;
    case "refused":
      console.error(`${parsed.message}\n\n${LINK_USAGE}`);
      return 1;
    case "link":
      return await carryOut(parsed.request);
  }
}

async function carryOut(request: LinkRequest): Promise<number> {
  const url = readConvexUrl(process.env);
  await requireLocal(
    url,
    "Linking is possible there once people can sign in; nothing was changed. Until then the record stays held:\n  npx convex data holds",
  );
  const client = connect(url);
  try {
    console.log(await ask(client, request));
    return 0;
  } catch (error) {
    throw explainRefusal(error);
  } finally {
    await client.close();
  }
}

async function ask(client: ConvexClient, request: LinkRequest): Promise<string> {
  const { record, taken } = await resolve(client, request.record);
  const answer = await act(client, request, record);
  return taken === null ? answer : `${taken}\n${answer}`;
}

/** The record as the deployment stores it, with what a number was taken for. */
async function resolve(client: ConvexClient, { named, ...rest }: LinkRequest["record"]) {
  if (named.by === "id") return { record: { ...rest, rubicKey: named.text }, taken: null };
  const { rubicKey, label } = await client.action(api.links.find, { ...rest, number: named.text });
  const id = rubicKey === named.text ? "" : `, id ${rubicKey} in Rubic`;
  return { record: { ...rest, rubicKey }, taken: `${named.text} is ${label}${id}.` };
}

type StoredRecord = Awaited<ReturnType<typeof resolve>>["record"];

async function act(client: ConvexClient, request: LinkRequest, record: StoredRecord): Promise<string> {
  switch (request.act) {
    case "candidates":
      return describe(await client.action(api.links.candidates, record));
    case "link": {
      const { tripletexId, reason, asAlias, replaces, withPayments } = request;
      const wish = { ...record, tripletexId, reason, asAlias };
      const told = replaces
        ? await client.action(api.links.relink, { ...wish, withPayments })
        : await client.action(api.links.link, wish);
      return told.sentence;
    }
    case "unlink": {
      const { reason, withPayments } = request;
      return (await client.action(api.links.unlink, { ...record, reason, withPayments })).sentence;
    }
  }
}

type Candidates = FunctionReturnType<typeof api.links.candidates>;

function describe({ kind, rubicKey, label, linkedId, candidates }: Candidates): string {
  const head = [
    `${label} (--kind ${kind} --id ${rubicKey})`,
    ...(linkedId === null ? [] : [`  is linked to ${linkedId} in Tripletex now`]),
  ];
  if (candidates.length === 0) {
    return [...head, "  Nothing in Tripletex has its number, name, or date and amount."].join("\n");
  }
  return [...head, ...candidates.flatMap(describeOne)].join("\n");
}

function describeOne({ tripletexId, label, facts, refusal, linkedTo }: Candidates["candidates"][number]) {
  return [
    `\n  --to ${tripletexId}  ${label}`,
    ...facts.map(({ name, rubic, tripletex, isEqual }) =>
      isEqual ? `      ${name}: ${rubic}` : `    ≠ ${name}: ${rubic} in Rubic, ${tripletex} in Tripletex`,
    ),
    ...(linkedTo === null ? [] : [`    ! is linked to Rubic's ${linkedTo} already`]),
    ...(refusal === null ? [] : [`    ! can't be linked: ${refusal}`]),
  ];
}

await runCommand(main);
