/**
 * Checks the body of a reply against a schema.
 * It exists so that nothing unchecked gets past a client, and a mismatch names the field.
 * It must never put a value of the reply into the error: replies hold personal data.
 */
import type { z } from "zod";
import { RemoteError, type RemoteSystem } from "./errors.ts";
import { failureSentence } from "./sentences.ts";

/** How many mismatches are named; the first ones tell what changed. */
const NAMED_ISSUES = 3;

interface ReplySource {
  system: RemoteSystem;
  operation: string;
}

/** Returns the checked body. Throws RemoteError of kind unexpectedReply that names the fields. */
export function checkReply<T>(schema: z.ZodType<T>, body: unknown, source: ReplySource): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw unexpectedReply(source, describeIssues(result.error.issues));
}

/** The error for a reply that is readable but not what was asked for. */
export function unexpectedReply({ system, operation }: ReplySource, detail: string): RemoteError {
  const kind = "unexpectedReply";
  return new RemoteError({ system, kind, operation, message: failureSentence(system, kind, detail) });
}

/** Names the fields of a mismatch and what was expected there, without their values. */
export function describeIssues(issues: readonly z.core.$ZodIssue[]): string {
  const named = issues.slice(0, NAMED_ISSUES).map((issue) => `${issuePath(issue)} ${issueWords(issue)}`);
  const left = issues.length - named.length;
  return named.join("; ") + (left > 0 ? `; and ${left} more` : "");
}

function issuePath(issue: z.core.$ZodIssue): string {
  return issue.path.length === 0 ? "the record" : issue.path.map(String).join(".");
}

function issueWords(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") return `is missing or is not of type ${issue.expected}`;
  return issue.code === "custom" ? issue.message : "has a value that is not allowed";
}
