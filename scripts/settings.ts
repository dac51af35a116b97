/**
 * `npm run settings`: shows and changes the settings of an environment, and decides what Rubic's codes stand for. It asks the
 * deployment for everything and decides nothing itself: the same functions answer the page.
 */
import type { ConvexClient } from "convex/browser";
import { api } from "../convex/_generated/api.js";
import { describeTarget } from "../src/sync/code-mappings.ts";
import { CommandError, runCommand } from "./lib/command-error.ts";
import { connect, fetchLocalToken, readConvexUrl } from "./lib/deployment.ts";
import {
  type CodeWish,
  parseSettingsArguments,
  SETTINGS_USAGE,
  type SettingsRequest,
} from "./lib/settings-arguments.ts";
import {
  KIND_WORDS,
  mappingLines,
  problemWords,
  type SettingsView,
  settingsLines,
} from "./lib/settings-lines.ts";
import { whileConnected } from "./lib/while-connected.ts";

const EXIT_DONE = 0;
const EXIT_FAILED = 1;
/** Reading a year of a federation takes minutes; a reading that died never ends. */
const READING_TIMEOUT_MS = 10 * 60_000;

async function main(): Promise<number> {
  const parsed = parseSettingsArguments(process.argv.slice(2));
  switch (parsed.kind) {
    case "help":
      console.log(SETTINGS_USAGE);
      return EXIT_DONE;
    case "refused":
      console.error(`${parsed.message}\n\n${SETTINGS_USAGE}`);
      return EXIT_FAILED;
    case "settings":
      return await work(parsed.request);
  }
}

async function work(request: SettingsRequest): Promise<number> {
  const url = readConvexUrl(process.env);
  if ((await fetchLocalToken(url)) === null) throw new CommandError(explainMissingSignIn(url, request));
  const client = connect(url);
  try {
    await whileConnected(client, () => carryOut(client, request));
    return EXIT_DONE;
  } finally {
    await client.close();
  }
}

async function carryOut(client: ConvexClient, request: SettingsRequest): Promise<void> {
  const { act, tripletexEnv, isJson } = request;
  const reason = request.reason === null ? {} : { reason: request.reason };
  const say = (value: unknown, lines: string[]) =>
    console.log(isJson ? JSON.stringify(value) : lines.join("\n"));
  switch (act.act) {
    case "get": {
      const settings = await client.query(api.settings.get, { tripletexEnv });
      return say(settings, settingsLines(settings));
    }
    case "set": {
      const { act: _act, ...change } = act;
      const settings = await client.mutation(api.settings.set, { tripletexEnv, ...change, ...reason });
      return say(settings, settingsLines(settings));
    }
    case "mappings":
      break;
    case "propose":
      await propose(client, tripletexEnv);
      break;
    case "approve":
      await approve(client, request, act.wishes);
      break;
    case "approveProposed":
      await approve(client, request, await proposedWishes(client, request));
      break;
    case "withdraw":
      await withdraw(client, request, act.wish);
      break;
  }
  const mappings = await client.query(api.settings.mappings, { tripletexEnv });
  say(mappings, mappingLines(mappings));
}

async function withdraw(
  client: ConvexClient,
  { tripletexEnv, reason }: SettingsRequest,
  wish: Pick<CodeWish, "kind" | "code">,
): Promise<void> {
  await client.mutation(api.settings.withdraw, { tripletexEnv, ...wish, reason: reason ?? "" });
}

/** One by one, so that what was approved before a refusal stays and is named by the list. */
async function approve(client: ConvexClient, request: SettingsRequest, wishes: CodeWish[]): Promise<void> {
  const { tripletexEnv, reason } = request;
  for (const { kind, code, choice } of wishes) {
    await client.mutation(api.settings.approve, {
      tripletexEnv,
      kind,
      code,
      ...(choice === null ? {} : { choice }),
      ...(reason === null ? {} : { reason }),
    });
  }
}

/** Says on stderr what is approved unseen, so that --proposed is never blind. */
async function proposedWishes(client: ConvexClient, { tripletexEnv }: SettingsRequest): Promise<CodeWish[]> {
  const mappings = await client.query(api.settings.mappings, { tripletexEnv });
  const proposed = mappings.filter(({ state, target }) => state === "proposed" && target !== null);
  if (proposed.length === 0)
    throw new CommandError("Nothing is proposed that could be approved as it stands.");
  for (const { kind, code, target } of proposed) {
    const what = target === null ? "" : describeTarget(target);
    console.error(`Approving ${KIND_WORDS[kind]} ${code} = ${what}`);
  }
  return proposed.map(({ kind, code }) => ({ kind, code, choice: null }));
}

/** Waits for the end of the reading. @throws CommandError when it failed or never ended */
async function propose(client: ConvexClient, tripletexEnv: SettingsRequest["tripletexEnv"]): Promise<void> {
  const requestedAt = await client.mutation(api.settings.propose, { tripletexEnv });
  const { reading } = await waitForReading(client, tripletexEnv, requestedAt);
  if (reading?.problem != null) throw new CommandError(problemWords(reading.problem));
}

async function waitForReading(
  client: ConvexClient,
  tripletexEnv: SettingsRequest["tripletexEnv"],
  requestedAt: number,
): Promise<SettingsView> {
  let stop: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<SettingsView>((resolve, reject) => {
      const look = (settings: SettingsView) => {
        if ((settings.reading?.endedAt ?? 0) >= requestedAt) resolve(settings);
      };
      stop = client.onUpdate(api.settings.get, { tripletexEnv }, look, reject);
      const message = "The reading has not ended within ten minutes. Look at it with get, or start it again.";
      timer = setTimeout(() => reject(new CommandError(message)), READING_TIMEOUT_MS);
    });
  } finally {
    stop?.();
    clearTimeout(timer);
  }
}

/** The same acts on a deployment that nobody can sign in to yet. */
function explainMissingSignIn(url: string, request: SettingsRequest): string {
  return [
    `${url} is a real deployment, and signing in does not exist yet. Work on it as its operator:`,
    ...operatorCommands(request).map(([path, args]) => `  npx convex run ${path} '${JSON.stringify(args)}'`),
  ].join("\n");
}

function operatorCommands({ act, tripletexEnv, reason }: SettingsRequest): [string, object][] {
  const actor = { kind: "commandLine", name: "your name" };
  const why = reason === null ? {} : { reason };
  switch (act.act) {
    case "get":
      return [["sync/settings:get", { tripletexEnv }]];
    case "mappings":
      return [["sync/codeMappings:list", { tripletexEnv }]];
    case "propose":
      return [["sync/codeReads:request", { tripletexEnv, actor }]];
    case "set": {
      const { act: _act, ...change } = act;
      return [["sync/settings:set", { tripletexEnv, ...change, ...why, actor }]];
    }
    case "approveProposed":
      return [
        ["sync/codeMappings:list", { tripletexEnv }],
        ["sync/codeMappings:approve", { tripletexEnv, kind: "vat", code: "3:25", actor }],
      ];
    case "approve":
      return act.wishes.map(({ kind, code, choice }) => [
        "sync/codeMappings:approve",
        { tripletexEnv, kind, code, ...(choice === null ? {} : { choice }), ...why, actor },
      ]);
    case "withdraw":
      return [["sync/codeMappings:withdraw", { tripletexEnv, ...act.wish, reason: reason ?? "why", actor }]];
  }
}

await runCommand(main);
