/**
 * What a failed query or click says to a person. A ConvexError carries code, message and remedy; anything else is
 * unforeseen, and its words are shown as they are, small, for whoever operates the service.
 */
import { TEXTS } from "../texts.ts";

export interface ErrorFace {
  code: string | null;
  message: string;
  remedy: string;
  /** The server's own words, when they are not already the message. */
  details: string | null;
}

export function readError(error: unknown): ErrorFace {
  const data = errorData(error);
  const message = textField(data, "message");
  if (message !== null) {
    return {
      code: textField(data, "code"),
      message,
      remedy: textField(data, "remedy") ?? TEXTS.errors.unknownRemedy,
      details: null,
    };
  }
  return {
    code: null,
    message: TEXTS.errors.unknown,
    remedy: TEXTS.errors.unknownRemedy,
    details: error instanceof Error ? error.message : String(error),
  };
}

/** Duck-typed: the class of a ConvexError differs between bundles, its `data` does not. */
function errorData(error: unknown): unknown {
  return typeof error === "object" && error !== null && "data" in error ? error.data : null;
}

function textField(data: unknown, name: string): string | null {
  if (typeof data !== "object" || data === null) return null;
  const value: unknown = Reflect.get(data, name);
  return typeof value === "string" ? value : null;
}
