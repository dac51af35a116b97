/**
 * A door in front of a local port that a test can shut: connections break and new ones are refused, as when a server
 * goes away. It passes bytes and knows nothing of what they mean.
 */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

const LOOPBACK = "127.0.0.1";

export interface Gate {
  url: string;
  /** Breaks all connections and refuses new ones. */
  shut(): Promise<void>;
  /** Lets connections through again, on the same port. */
  open(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a gate on a free port that leads to `targetPort`. */
export async function startGate(targetPort: number): Promise<Gate> {
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(targetPort, LOOPBACK);
    for (const [socket, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      // A broken connection is what this is for; the other half has to break as well.
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  const listenOn = async (port: number) => {
    server.listen(port, LOOPBACK);
    await once(server, "listening");
  };
  await listenOn(0);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The gate has no port.");
  const { port } = address;
  const shut = async () => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { url: `http://${LOOPBACK}:${port}`, shut, open: () => listenOn(port), close: shut };
}
