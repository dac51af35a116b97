/** Errors that concern more than one record, as problems of the catalogue (`src/sync/problem-codes.ts`). */
import { isRemoteError, type RemoteError, type RemoteErrorKind, type RemoteSystem } from "../http/errors.ts";
import { isProblemCode, type ProblemCode, problemOfCode } from "../sync/problem-codes.ts";
import { RepeatedPageError } from "./page-reader.ts";
import type { Problem } from "./store.ts";
import { ChangedAnswerError } from "./unreadable.ts";

const SYSTEM_NAMES = { rubic: "Rubic", tripletex: "Tripletex" } as const;
const PREFIXES = { rubic: "RUBIC", tripletex: "TRIPLETEX" } as const satisfies Record<RemoteSystem, string>;

const CODES = {
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
} as const satisfies Record<RemoteErrorKind, string>;

/** Each kind of each system has a code: one that the catalogue lacks does not compile. */
const codeOf = (error: RemoteError): ProblemCode => `${PREFIXES[error.system]}_${CODES[error.kind]}` as const;

/** The problem that a failed call is for the whole run. Carries the remote's own words and request id, no URL. */
export function problemOf(error: RemoteError): Problem {
  const { remoteMessage } = error;
  const isSaid = remoteMessage === undefined || error.message.includes(remoteMessage);
  const words = isSaid ? "" : ` ${SYSTEM_NAMES[error.system]} says: ${remoteMessage}`;
  const id = error.requestId === undefined ? "" : ` (request ${error.requestId})`;
  return problemOfCode(codeOf(error), `${error.message}${words}${id}`);
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
  if (error instanceof RepeatedPageError) return problemOfCode("RUBIC_REPEATS_PAGES", error.message);
  if (error instanceof ChangedAnswerError) return problemOfCode("RUBIC_ANSWER_CHANGED", error.message);
  const known = convexProblem(error);
  if (known !== null && isProblemCode(known.code)) {
    return problemOfCode(known.code, known.message, known.remedy);
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return problemOfCode("UNFORESEEN", `The sync stopped because of an error in the service itself. ${text}`);
}
