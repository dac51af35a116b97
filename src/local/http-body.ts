/** Reading a request's body and sending an answer, with the size bounded so that a client can't fill the memory. */
import type { IncomingMessage, ServerResponse } from "node:http";

/** Convex's limit for an HTTP action's request; function calls are smaller. */
const MAX_BODY_BYTES = 20 * 1024 * 1024;

/** The body is larger than MAX_BODY_BYTES. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
}

/** The whole body. @throws BodyTooLargeError above 20 MiB. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_BODY_BYTES) throw new BodyTooLargeError("The request is larger than 20 MiB.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** An answer of the Convex API; `body` is sent as JSON. */
export interface JsonAnswer {
  status: number;
  body: unknown;
}

/** Sends JSON and ends the response. Nothing that a backend says may be kept by a cache. */
export function sendJson(
  response: ServerResponse,
  answer: JsonAnswer,
  headers: Record<string, string>,
): void {
  response.writeHead(answer.status, {
    ...headers,
    "content-type": "application/json",
    "cache-control": "no-store",
  });
  response.end(JSON.stringify(answer.body));
}
