/**
 * The sentence that a person reads for each kind of remote error.
 * It exists so that all errors speak alike and in plain words.
 * It must never contain a URL, a status number alone, or a secret.
 */
import type { RemoteErrorKind, RemoteSystem } from "./errors.ts";

const SYSTEM_NAMES: Record<RemoteSystem, string> = { rubic: "Rubic", tripletex: "Tripletex" };

const ENDINGS: Record<RemoteErrorKind, string> = {
  unauthorized: "did not accept our credentials",
  forbidden: "says that we do not have the right to do this",
  notFound: "does not know what we asked for",
  conflict: "refused because the object exists already or was changed by somebody else",
  rejected: "refused what we sent",
  rateLimited: "asked us to wait because there were too many requests",
  serverError: "had an internal error",
  unreachable: "could not be reached",
  timeout: "did not answer in time",
  unexpectedReply: "sent a reply that we do not understand",
  withheld: "was not asked, because nothing may be written any more",
};

/** One plain sentence for a failure; detail is added after a colon (the remote words, or what was odd). */
export function failureSentence(system: RemoteSystem, kind: RemoteErrorKind, detail?: string): string {
  const statement = `${SYSTEM_NAMES[system]} ${ENDINGS[kind]}`;
  return detail === undefined || detail === "" ? `${statement}.` : `${statement}: ${detail}`;
}
