/**
 * A real HTTP server for client tests: it records every request and answers what the test says.
 * It exists so that tests meet real sockets, cut bodies and dropped connections, not patched functions.
 * It must never be imported by anything but tests.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it arrived. */
export interface SeenRequest {
  method: string;
  /** Path and query exactly as on the wire. */
  url: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  body: string;
}

/** What the server does: a reply, a dropped connection, a body that stops half-way, or silence. */
export type Answer =
  | { status?: number; headers?: Record<string, string>; json?: unknown; text?: string }
  | "drop"
  | "cutBody"
  | "silence";

export interface TestServer {
  baseUrl: string;
  requests: SeenRequest[];
  close(): Promise<void>;
}

/** Starts a server on a free port of this machine. */
export async function startTestServer(
  answer: (request: SeenRequest, count: number) => Answer | Promise<Answer>,
): Promise<TestServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    void readRequest(request).then(async (seen) => {
      requests.push(seen);
      giveAnswer(response, await answer(seen, requests.length));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readRequest(request: IncomingMessage): Promise<SeenRequest> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  const url = request.url ?? "";
  const [path = "", query = ""] = url.split("?", 2);
  const method = request.method ?? "";
  return { method, url, path, query: new URLSearchParams(query), headers: request.headers, body };
}

function giveAnswer(response: ServerResponse, answer: Answer): void {
  if (answer === "silence") return;
  if (answer === "drop") {
    response.socket?.destroy();
    return;
  }
  if (answer === "cutBody") {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('[{"id":', () => response.socket?.destroy());
    return;
  }
  const text = answer.text ?? JSON.stringify(answer.json ?? null);
  response.writeHead(answer.status ?? 200, { "content-type": "application/json", ...answer.headers });
  response.end(text);
}
