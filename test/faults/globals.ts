/**
 * What a schedule replaces in the process while it runs: clock, timers, hashing, `fetch` and the deployment's variables. The
 * product's step is then run as it is deployed. Everything is put back afterwards, whatever happens.
 */
import type { Clock } from "./clock.ts";
import { installCrypto } from "./crypto.ts";

export async function withGlobals<Result>(
  parts: { clock: Clock; fetch: typeof fetch; variables: Record<string, string> },
  work: () => Promise<Result>,
): Promise<Result> {
  const before = Object.keys(parts.variables).map((name) => [name, process.env[name]] as const);
  const fetchBefore = globalThis.fetch;
  const logBefore = console.error;
  parts.clock.install();
  const uninstallCrypto = installCrypto(parts.clock);
  Object.assign(process.env, parts.variables);
  globalThis.fetch = parts.fetch;
  // The engine under the functions logs each error that a scheduled function throws; the campaign has them in its trace.
  console.error = () => undefined;
  try {
    return await work();
  } finally {
    console.error = logBefore;
    globalThis.fetch = fetchBefore;
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    uninstallCrypto();
    parts.clock.uninstall();
  }
}
