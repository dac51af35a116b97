/**
 * The sending half of one WebSocket: frames, large transitions in chunks, and a ping when nothing else was said.
 * The client gives up after 60 seconds of silence and refuses frames far above 5 MB.
 */
import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import { runOutsideEngine } from "./outside.ts";
import type { ServerMessage, TransitionMessage } from "./protocol.ts";

/** Convex's own size of a chunk, in characters. */
const CHUNK_CHARACTERS = 5 * 1024 * 1024;
/** Convex's own rhythm. */
const PING_AFTER_SILENCE_MS = 15_000;

/** Sends to one client; after the socket closed it does nothing. */
export class Outbox {
  readonly #socket: WebSocket;
  readonly #pingTimer: NodeJS.Timeout;

  constructor(socket: WebSocket, pingAfterMs = PING_AFTER_SILENCE_MS) {
    this.#socket = socket;
    // `refresh` at every frame makes this a timer of silence.
    this.#pingTimer = runOutsideEngine(() => setInterval(() => this.send({ type: "Ping" }), pingAfterMs));
    socket.once("close", () => clearInterval(this.#pingTimer));
  }

  send(message: ServerMessage): void {
    this.#sendText(JSON.stringify(message));
  }

  /** Sends a transition, in chunks when it is large. */
  sendTransition(transition: TransitionMessage): void {
    const text = JSON.stringify(transition);
    if (text.length <= CHUNK_CHARACTERS) this.#sendText(text);
    else this.#sendInChunks(text);
  }

  #sendInChunks(text: string): void {
    const totalParts = Math.ceil(text.length / CHUNK_CHARACTERS);
    const transitionId = randomUUID();
    for (let partNumber = 0; partNumber < totalParts; partNumber += 1) {
      const start = partNumber * CHUNK_CHARACTERS;
      const chunk = text.slice(start, start + CHUNK_CHARACTERS);
      this.send({ type: "TransitionChunk", chunk, partNumber, totalParts, transitionId });
    }
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  #sendText(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(text);
    this.#pingTimer.refresh();
  }
}
