/**
 * Accepts WebSocket clients on `/api/<version>/sync` and tells every session when something was committed.
 * Browsers don't apply CORS to WebSockets, so the origin is checked here before the connection is upgraded.
 */
import { type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import type { OriginGuard } from "./origins.ts";
import { Outbox } from "./outbox.ts";
import { parseClientMessage } from "./protocol.ts";
import { type SessionServices, SyncSession } from "./session.ts";

const SYNC_PATH = /^\/api\/(?:[^/]+\/)?sync$/;
/** Above the largest message that Convex's own limits allow (16 MiB of arguments, as JSON). */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
const CLOSE_PROTOCOL_ERROR = 1002;

/** The connected clients of a backend. */
export interface SyncServer {
  /** Ends all connections. */
  close(): void;
}

/** What a sync server is attached to. */
export interface SyncServerOptions {
  server: Server;
  guard: OriginGuard;
  services: SessionServices;
}

/** Starts to accept clients on the given server. */
export function attachSyncServer({ server, guard, services }: SyncServerOptions): SyncServer {
  const webSocketServer = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const sessions = new Set<SyncSession>();
  const stopListening = services.engine.tracker.onChange(() => {
    for (const session of sessions) session.noticeChange();
  });

  server.on("upgrade", (request, stream, head) => {
    const refusal = upgradeRefusal(request, guard);
    if (refusal !== null) return refuseUpgrade(stream, refusal);
    webSocketServer.handleUpgrade(request, stream, head, (socket) => {
      const outbox = new Outbox(socket);
      const session = new SyncSession(outbox, services);
      sessions.add(session);
      connect(socket, outbox, session);
      socket.once("close", () => sessions.delete(session));
    });
  });

  return {
    close: () => {
      stopListening();
      for (const socket of webSocketServer.clients) socket.terminate();
    },
  };
}

function connect(socket: WebSocket, outbox: Outbox, session: SyncSession): void {
  socket.on("message", (data) => {
    try {
      session.receive(parseClientMessage(textOf(data)));
    } catch (error) {
      // The client would only say the same again, so it is told to stop instead of to reconnect.
      outbox.send({ type: "FatalError", error: error instanceof Error ? error.message : String(error) });
      outbox.close(CLOSE_PROTOCOL_ERROR, "InvalidMessage");
    }
  });
  socket.once("close", () => session.markClosed());
  // A broken connection is followed by "close", which is all that matters here.
  socket.on("error", () => socket.terminate());
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString();
}

function upgradeRefusal(request: IncomingMessage, guard: OriginGuard): 403 | 404 | null {
  if (guard.refusal(request) !== null) return 403;
  const path = (request.url ?? "").split("?")[0] ?? "";
  return SYNC_PATH.test(path) ? null : 404;
}

function refuseUpgrade(stream: Duplex, status: 403 | 404): void {
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
