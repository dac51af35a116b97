/**
 * A Rubic client against a real local server, for tests.
 * It exists so that each test file says only what the server answers and what must come of it.
 * It must never be imported by anything but tests.
 */
import { onTestFinished } from "vitest";
import { type Answer, type SeenRequest, startTestServer } from "../http/test-server.ts";
import { createRubicClient, type RubicClientOptions } from "./client.ts";

/** The key that must never be shown. */
export const KEY = "rubic-secret-key";

/** Starts a server for the running test and makes a client of organization 42 for it, which does not wait between attempts. */
export async function clientFor(
  answer: (request: SeenRequest, count: number) => Answer,
  options: RubicClientOptions = {},
) {
  const server = await startTestServer(answer);
  onTestFinished(() => server.close());
  const config = { baseUrl: server.baseUrl, apiKey: KEY, organizationId: 42 };
  const client = createRubicClient(config, { timeoutMs: 500, sleep: async () => {}, ...options });
  return { client, server };
}
