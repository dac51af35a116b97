/**
 * Makes hashing immediate while a campaign runs and tells the clock of encryption under way. Both leave the event loop in
 * Node, and the campaign must know when nothing more can happen without time passing. The results are the same bytes.
 */
import { createHash } from "node:crypto";
import type { Clock } from "./clock.ts";

const NAMES = ["importKey", "encrypt", "decrypt"] as const;

function digest(_algorithm: unknown, bytes: Uint8Array): Promise<ArrayBuffer> {
  return Promise.resolve(Uint8Array.from(createHash("sha256").update(bytes).digest()).buffer);
}

/** Answers how to take it back. */
export function installCrypto(clock: Clock): () => void {
  const { subtle } = globalThis.crypto;
  Object.defineProperty(subtle, "digest", { value: digest, configurable: true });
  for (const name of NAMES) {
    const original = (SubtleCrypto.prototype[name] as (...args: unknown[]) => Promise<unknown>).bind(subtle);
    const value = (...args: unknown[]) => clock.outside(original(...args));
    Object.defineProperty(subtle, name, { value, configurable: true });
  }
  return () => {
    for (const name of ["digest", ...NAMES]) Reflect.deleteProperty(subtle, name);
  };
}
