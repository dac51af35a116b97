/** Errors that concern more than one record, in words: what happened, and what to do next. A small closed set of codes. */
import { isRemoteError, type RemoteError, type RemoteErrorKind } from "../http/errors.ts";
import type { Problem } from "./store.ts";

const SYSTEM_NAMES = { rubic: "Rubic", tripletex: "Tripletex" } as const;

const CODES: Record<RemoteErrorKind, string> = {
  unauthorized: "NO_ACCESS",
  forbidden: "NO_PERMISSION",
  notFound: "NOT_FOUND",
  conflict: "CONFLICT",
  rejected: "REFUSED",
  rateLimited: "RATE_LIMIT",
  serverError: "REMOTE_FAILURE",
  unreachable: "UNREACHABLE",
  timeout: "TIMEOUT",
  unexpectedReply: "UNEXPECTED_REPLY",
  withheld: "WITHHELD",
};

const LATER =
  "Nothing is lost: the next sync goes on from here. If it stays, check the address in the settings.";

function remedyOf(error: RemoteError): string {
  const isRubic = error.system === "rubic";
  switch (error.kind) {
    case "unauthorized":
      return isRubic
        ? "Check RUBIC_API_KEY (RUBIC_SANDBOX_API_KEY for the sandbox) and start the sync again."
        : "Check the consumer token and the employee token of this environment and start the sync again.";
    case "forbidden":
      return isRubic
        ? "Check RUBIC_ORGANIZATION_ID and that the key may read this organization."
        : "Give the employee token the entitlement in Tripletex (Company, Our integrations) and start the sync again.";
    case "notFound":
      return "Check the address and the organization in the settings and start the sync again.";
    case "rejected":
    case "conflict":
      return "Read the remote system's words above; mend the record or the setting and start the sync again.";
    case "rateLimited":
      return "Nothing to do: the sync goes on by itself.";
    case "withheld":
    case "serverError":
    case "unreachable":
    case "timeout":
      return LATER;
    case "unexpectedReply":
      return "Check the address in the settings; if it is right, ask the service's support with the request id.";
  }
}

/** The problem that a failed call is for the whole run. Carries the remote's own words and request id, no URL. */
export function problemOf(error: RemoteError): Problem {
  const { remoteMessage } = error;
  const isSaid = remoteMessage === undefined || error.message.includes(remoteMessage);
  const words = isSaid ? "" : ` ${SYSTEM_NAMES[error.system]} says: ${remoteMessage}`;
  const id = error.requestId === undefined ? "" : ` (request ${error.requestId})`;
  return {
    code: `${error.system.toUpperCase()}_${CODES[error.kind]}`,
    message: `${error.message}${words}${id}`,
    remedy: remedyOf(error),
  };
}

interface ConvexProblem {
  code: string;
  message: string;
  remedy: string;
}

function isConvexProblem(data: unknown): data is ConvexProblem {
  return typeof data === "object" && data !== null && "code" in data && "message" in data && "remedy" in data;
}

/** The data of a ConvexError of ours, whichever copy of the class threw it; null for anything else. */
export function convexProblem(error: unknown): ConvexProblem | null {
  if (typeof error !== "object" || error === null || !(Symbol.for("ConvexError") in error)) return null;
  if (!("data" in error)) return null;
  return isConvexProblem(error.data) ? error.data : null;
}

/** Any error as a problem; one that nobody foresaw says so and keeps its text. */
export function problemOfAny(error: unknown): Problem {
  if (isRemoteError(error)) return problemOf(error);
  const known = convexProblem(error);
  if (known !== null) return { code: known.code, message: known.message, remedy: known.remedy };
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    code: "UNFORESEEN",
    message: `The sync stopped because of an error in the service itself. ${text}`,
    remedy: "Nothing is lost. Report this message to whoever maintains the service; start the sync again.",
  };
}
