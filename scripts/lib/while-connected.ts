/** Waits for a deployment no longer than the connection to it lives. */
import type { ConvexClient } from "convex/browser";
import { explainRefusal } from "./deployment.ts";
import { watchConnection } from "./follow-run.ts";

/** Fails when the connection stays away, instead of waiting for ever. A refusal is told in its own words. @throws CommandError */
export async function whileConnected<T>(client: ConvexClient, work: () => Promise<T>): Promise<T> {
  let stop: (() => void) | undefined;
  const lost = new Promise<never>((_resolve, reject) => {
    stop = watchConnection(client, { changed: () => undefined, fail: reject });
  });
  try {
    return await Promise.race([work(), lost]);
  } catch (error) {
    throw explainRefusal(error);
  } finally {
    stop?.();
  }
}
