/**
 * The one error that a call to Rubic or Tripletex can end with.
 * It exists so that the engine decides on data (kind, status, code) and a person reads one plain sentence.
 * It must never carry a URL, a header, a token or a key: the operation is a method and a path template.
 */

/** The two remote systems. */
export type RemoteSystem = "rubic" | "tripletex";

/** What went wrong, as far as the next decision needs to know. */
export type RemoteErrorKind =
  | "unauthorized"
  | "forbidden"
  | "notFound"
  | "conflict"
  | "rejected"
  | "rateLimited"
  | "serverError"
  | "unreachable"
  | "timeout"
  | "unexpectedReply"
  | "withheld";

/** The data of a RemoteError. Times in milliseconds. */
export interface RemoteErrorDetails {
  system: RemoteSystem;
  kind: RemoteErrorKind;
  /** Method and path template, such as `PUT /invoice/{id}/:payment`. */
  operation: string;
  /** One plain sentence for a person. */
  message: string;
  status?: number | undefined;
  /** Tripletex's own error code. */
  code?: number | undefined;
  /** The remote system's own words, at most REMOTE_MESSAGE_LIMIT characters. */
  remoteMessage?: string | undefined;
  requestId?: string | undefined;
  retryAfterMs?: number | undefined;
  /** Names of the fields that the remote system objected to. */
  fields?: string[] | undefined;
  /** True when the reply was no JSON at all (a web page, a cut-off body), so that reading again may help. */
  isUnreadable?: boolean | undefined;
  /** True when the call that was asked for never left, because a step before it failed (making a session). */
  isNotSent?: boolean | undefined;
}

/** A failed call to a remote system; see RemoteErrorDetails for the fields. */
export class RemoteError extends Error {
  readonly system: RemoteSystem;
  readonly kind: RemoteErrorKind;
  readonly operation: string;
  readonly status?: number | undefined;
  readonly code?: number | undefined;
  readonly remoteMessage?: string | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly fields?: string[] | undefined;
  readonly isUnreadable: boolean;
  readonly isNotSent: boolean;

  constructor(details: RemoteErrorDetails) {
    super(details.message);
    this.name = "RemoteError";
    this.system = details.system;
    this.kind = details.kind;
    this.operation = details.operation;
    this.status = details.status;
    this.code = details.code;
    this.remoteMessage = details.remoteMessage;
    this.requestId = details.requestId;
    this.retryAfterMs = details.retryAfterMs;
    this.fields = details.fields;
    this.isUnreadable = details.isUnreadable ?? false;
    this.isNotSent = details.isNotSent ?? false;
  }
}

/** Tells a RemoteError from every other thrown value. */
export function isRemoteError(value: unknown): value is RemoteError {
  return value instanceof RemoteError;
}

/** For each kind: may a write that failed so have been carried out? A 4xx answer means that it was not. */
const IS_OUTCOME_UNKNOWN: Record<RemoteErrorKind, boolean> = {
  unauthorized: false,
  forbidden: false,
  notFound: false,
  conflict: false,
  rejected: false,
  rateLimited: false,
  serverError: true,
  unreachable: true,
  timeout: true,
  unexpectedReply: true,
  withheld: false,
};

/**
 * Says for a write whether it may have been carried out although it failed. 401 and 429 were not executed.
 * Anything that is no RemoteError is unknown too: it may have been thrown after the request left.
 * Source: Tripletex dossier 14, trap 11.
 */
export function isOutcomeUnknown(error: unknown): boolean {
  if (!isRemoteError(error)) return true;
  return !error.isNotSent && IS_OUTCOME_UNKNOWN[error.kind];
}

/** The same error for a call that never left, because a step before it (making a session) failed. */
export function asNotSent(error: RemoteError): RemoteError {
  return new RemoteError({
    system: error.system,
    kind: error.kind,
    operation: error.operation,
    message: error.message,
    status: error.status,
    code: error.code,
    remoteMessage: error.remoteMessage,
    requestId: error.requestId,
    retryAfterMs: error.retryAfterMs,
    fields: error.fields,
    isUnreadable: error.isUnreadable,
    isNotSent: true,
  });
}
