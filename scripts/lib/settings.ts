/**
 * Reads the settings of scripts from variables. A blank value counts as not set, so that a copied `.env.example` changes
 * nothing. A wrong value is refused with its name: a script must never guess a port.
 */
import { CommandError } from "./command-error.ts";

export type Variables = Record<string, string | undefined>;

/** A port, what it is for, and the setting that moves it elsewhere. */
export interface PortSetting {
  setting: string;
  purpose: string;
  port: number;
}

const HIGHEST_PORT = 65_535;

/** The trimmed value, or undefined when it is not set or blank. */
export function readText(variables: Variables, name: string): string | undefined {
  const value = variables[name]?.trim();
  return value === "" ? undefined : value;
}

/** Reads a port setting. @throws CommandError when it is not a port number. */
export function readPort(variables: Variables, given: PortSetting): PortSetting {
  const text = readText(variables, given.setting);
  if (text === undefined) return given;
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 1 && port <= HIGHEST_PORT)) {
    throw new CommandError(
      `${given.setting} is "${text}", which is not a port. Set it to a number from 1 to ${HIGHEST_PORT}.`,
    );
  }
  return { ...given, port };
}
