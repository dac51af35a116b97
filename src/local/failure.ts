/**
 * What a caller is told when a function fails, in the shape of a Convex development deployment: the message with a
 * request id, and the data of a ConvexError, which clients hand on to the person.
 */
import { randomBytes } from "node:crypto";
import { convexToJson, type JSONValue, type Value } from "convex/values";

/** The error part of an answer over HTTP or WebSocket. */
export interface Failure {
  errorMessage: string;
  /** Convex JSON; only for a ConvexError. */
  errorData?: JSONValue;
}

const REQUEST_ID_BYTES = 8;
/** Bundled code brings its own ConvexError class, so the mark is looked for, not the class. */
const CONVEX_ERROR_MARK = Symbol.for("ConvexError");

/** Describes anything that was thrown. */
export function describeFailure(thrown: unknown): Failure {
  const requestId = randomBytes(REQUEST_ID_BYTES).toString("hex");
  const words = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  const errorMessage = `[Request ID: ${requestId}] Server Error\nUncaught ${words}`;
  return isConvexError(thrown) ? { errorMessage, errorData: convexToJson(thrown.data) } : { errorMessage };
}

function isConvexError(thrown: unknown): thrown is { data: Value } {
  return typeof thrown === "object" && thrown !== null && CONVEX_ERROR_MARK in thrown && "data" in thrown;
}
