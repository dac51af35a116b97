/**
 * Reads what Rubic says when it refuses a call.
 * It exists because the body may be problem+json, plain text, a web page, or empty (Rubic dossier 1.3).
 * It must never decide what to do about it: that follows from the status alone.
 */
import { z } from "zod";
import { type FailureWords, looksLikeHtml } from "../http/request.ts";

const problemSchema = z.object({
  title: z.string().optional().catch(undefined),
  detail: z.string().optional().catch(undefined),
  traceId: z.string().optional().catch(undefined),
  errors: z.record(z.string(), z.array(z.string())).optional().catch(undefined),
});

/** The words, the trace id and the field names of a failure body. */
export function readRubicFailure(text: string): FailureWords {
  if (looksLikeHtml(text)) return {};
  const parsed = problemSchema.safeParse(parseJson(text));
  if (!parsed.success) return { remoteMessage: text };
  const { title, detail, traceId, errors = {} } = parsed.data;
  const fieldWords = Object.entries(errors).map(([field, messages]) => `${field}: ${messages.join(" ")}`);
  return {
    remoteMessage: [title, detail, ...fieldWords].filter((words) => words !== undefined).join("; "),
    requestId: traceId,
    fields: Object.keys(errors),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Plain text is as good an answer as JSON here: its words are used as they are.
  }
}
