/**
 * Listening on a port of this machine only. A busy port is an error that names it: another one is never taken silently,
 * because then a client would talk to whatever happens to run on the port it knows.
 */
import type { Server } from "node:http";

/** The address that everything listens on; it can't be reached from another machine. */
export const LOOPBACK_ADDRESS = "127.0.0.1";

/** A port and what it is for, so that an error can say both. 0 takes a free one. */
export interface PortRequest {
  port: number;
  purpose: string;
}

/** Starts listening and returns the port. @throws Error that names the port when it is busy or not allowed. */
export async function listen(server: Server, { port, purpose }: PortRequest): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(new Error(`Port ${port} (${purpose}) ${reasonFor(error)}`, { cause: error }));
    });
    server.listen({ port, host: LOOPBACK_ADDRESS, exclusive: true }, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error(`${purpose} listens on no port.`);
  return address.port;
}

/** Ends a server at once, open connections included. A server that never listened is fine. */
export async function stopListening(server: Server): Promise<void> {
  if (!server.listening) return;
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function reasonFor(error: NodeJS.ErrnoException): string {
  return error.code === "EADDRINUSE"
    ? "is in use by another program. Stop that program or choose another port."
    : `can't be used: ${error.message}`;
}
