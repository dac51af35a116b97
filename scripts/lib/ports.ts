/**
 * Looks whether ports are free before anything starts, and names the busy ones with the setting that moves them. Another
 * port is never taken silently: whoever knows the old one would talk to a stranger.
 */
import { createServer } from "node:net";
import { CommandError } from "./command-error.ts";
import type { PortSetting } from "./settings.ts";

const LOOPBACK_ADDRESS = "127.0.0.1";

/** @throws CommandError that names every port that is taken, or asked for twice */
export async function requireFreePorts(settings: readonly PortSetting[]): Promise<void> {
  const problems = [...findDoubles(settings), ...(await findBusy(settings))];
  if (problems.length > 0) throw new CommandError(problems.join("\n"));
}

function findDoubles(settings: readonly PortSetting[]): string[] {
  return settings.flatMap((each, index) => {
    const other = settings.slice(0, index).find(({ port }) => port === each.port);
    return other === undefined
      ? []
      : [`${other.setting} and ${each.setting} are both ${each.port}. Set one of them to another port.`];
  });
}

async function findBusy(settings: readonly PortSetting[]): Promise<string[]> {
  const answers = await Promise.all(
    settings.map(async (each) => ({ ...each, reason: await reasonAgainst(each.port) })),
  );
  return answers
    .filter(({ reason }) => reason !== null)
    .map(({ setting, purpose, port, reason }) =>
      reason === "EADDRINUSE"
        ? `Port ${port} (${purpose}) is in use by another program. Stop that program, or set ${setting} to another port.`
        : `Port ${port} (${purpose}) can't be used: ${reason}. Set ${setting} to another port.`,
    );
}

/** Null when the port can be listened on, otherwise the system's error code. */
async function reasonAgainst(port: number): Promise<string | null> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host: LOOPBACK_ADDRESS, exclusive: true }, () => {
      server.close(() => resolve(null));
    });
  });
}
