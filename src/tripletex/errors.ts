/**
 * Reads Tripletex's error body.
 * It exists so that code, validation messages and request id reach the engine and the person (Tripletex dossier 4).
 * It must never be matched on text alone: the language follows the employee that owns the token.
 */
import { z } from "zod";
import { isRemoteError } from "../http/errors.ts";
import { type FailureWords, looksLikeHtml } from "../http/request.ts";

/** Tripletex's code for "no such object"; other 404s mean that a parameter could not be read (Tripletex dossier 4). */
const OBJECT_NOT_FOUND = 6000;
/** Tripletex's code for a bad request, which it also uses for a method that a path does not have. */
const BAD_REQUEST = 4000;
const HTTP_NOT_FOUND = 404;
const HTTP_METHOD_NOT_ALLOWED = 405;

const optionalText = z.string().nullish().catch(undefined);

const validationMessageSchema = z.object({ field: optionalText, message: optionalText });

const errorSchema = z.object({
  code: z.int().optional().catch(undefined),
  message: optionalText,
  requestId: optionalText,
  validationMessages: z.array(validationMessageSchema).nullish().catch(undefined),
});

/** The code, words, request id and field names of a failure. A web page has none but the header's request id. */
export function readTripletexFailure(text: string, headers: Headers): FailureWords {
  const headerId = headers.get("x-tlx-request-id") ?? undefined;
  if (looksLikeHtml(text)) return { requestId: headerId };
  const parsed = errorSchema.safeParse(parseJson(text));
  if (!parsed.success) return { remoteMessage: text, requestId: headerId };
  const { code, message, requestId, validationMessages } = parsed.data;
  const details = (validationMessages ?? []).map(({ field, message: words }) => joinWords(field, words));
  return {
    code,
    remoteMessage: [message, ...details]
      .filter((words) => typeof words === "string" && words !== "")
      .map((words) => stripTags(words ?? ""))
      .join("; "),
    requestId: requestId ?? headerId,
    fields: (validationMessages ?? []).flatMap(({ field }) => splitFields(field)),
  };
}

function joinWords(field: string | null | undefined, words: string | null | undefined): string {
  return [field, words].filter((part) => typeof part === "string" && part !== "").join(": ");
}

/** Several names may stand in one field, joined by a comma. */
function splitFields(field: string | null | undefined): string[] {
  return (field ?? "").split(",").filter((name) => name !== "");
}

/** Some validation messages are HTML lists. */
function stripTags(words: string): string {
  return words.replaceAll(/<[^>]*>/g, " ");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The caller then uses the text as it is.
  }
}

/** True only for "this object does not exist": 404 with code 6000. Other 404s must never lead to a create. */
export function isObjectMissing(error: unknown): boolean {
  return isRemoteError(error) && error.status === HTTP_NOT_FOUND && error.code === OBJECT_NOT_FOUND;
}

/** True when the server does not have the method for this path at all: 404, 405, or 400 with code 4000 that says 405. */
export function isMethodMissing(error: unknown): boolean {
  if (!isRemoteError(error)) return false;
  if (error.status === HTTP_NOT_FOUND || error.status === HTTP_METHOD_NOT_ALLOWED) return true;
  return error.code === BAD_REQUEST && (error.remoteMessage ?? "").includes(String(HTTP_METHOD_NOT_ALLOWED));
}
