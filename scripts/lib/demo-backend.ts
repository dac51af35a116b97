/**
 * The local backend of the demo, as a process of its own: `scripts/local.ts` with the demo's settings. Its admin key comes
 * over a private channel and is used for one thing: to start the first sync as the service itself.
 */
import { fileURLToPath } from "node:url";
import type { FunctionReturnType } from "convex/server";
import { z } from "zod";
import type { internal } from "../../convex/_generated/api.js";
import { CommandError } from "./command-error.ts";
import { PROJECT_DIR } from "./page-build.ts";
import { type Child, startChild } from "./processes.ts";

type StartOutcome = FunctionReturnType<typeof internal.sync.start.start>;

export interface DemoBackend {
  url: string;
  /** Starts a full sync of everything in the sandbox, or answers which run is on. */
  startFirstSync(): Promise<StartOutcome>;
}

interface BackendOptions {
  env: NodeJS.ProcessEnv;
  onLine: (line: string) => void;
  /** Called at once, so that the process can be ended while it is still starting. */
  onStart: (child: Child) => void;
}

const SCRIPT = fileURLToPath(new URL("../local.ts", import.meta.url));
const readyMessage = z.object({ url: z.url(), adminKey: z.string().min(1) });

/** Convex's answer to a call over HTTP. */
const callAnswer = z.union([
  z.object({ status: z.literal("success"), value: z.unknown() }),
  z.object({ status: z.literal("error"), errorMessage: z.string() }),
]);
const ACTOR = { kind: "system", name: "Demo" } as const;

/** Resolves when the backend answers; never, when it ends before (its `ended` tells). */
export function startDemoBackend({ env, onLine, onStart }: BackendOptions): Promise<DemoBackend> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => {
      const ready = readyMessage.safeParse(message);
      if (!ready.success) return reject(ready.error);
      const { url, adminKey } = ready.data;
      resolve({ url, startFirstSync: () => startFirstSync(url, adminKey) });
    };
    onStart(
      startChild({ name: "The local backend", args: [SCRIPT], cwd: PROJECT_DIR, env, onLine, onMessage }),
    );
  });
}

async function startFirstSync(url: string, adminKey: string): Promise<StartOutcome> {
  const wish = { tripletexEnv: "sandbox", type: "all", mode: "full", actor: ACTOR };
  const response = await fetch(`${url}/api/function`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Convex ${adminKey}` },
    body: JSON.stringify({ path: "sync/start:start", format: "convex_encoded_json", args: [wish] }),
  });
  const answer = callAnswer.parse(await response.json());
  if (answer.status === "error") throw new CommandError(`The sync can't be started: ${answer.errorMessage}`);
  // The function's return validator has checked the value on the other side.
  return answer.value as StartOutcome;
}
