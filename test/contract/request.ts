/**
 * A request as it left the client, and small questions about it.
 * It exists so that the contract check sees exactly what would be on the wire.
 * It must never send anything: the recording fetch answers from the test.
 */
import { z } from "zod";
import type { SpecNode } from "./spec.ts";

/** A value of a JSON body. */
export type Json = z.output<ReturnType<typeof z.json>>;

/** What a client wanted to send; path is without the base URL and unescaped. */
export interface RecordedRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Json | null;
}

/** A fetch that notes each request and answers with the given JSON; replyTo gets the request. */
export function recordingFetch(
  baseUrl: string,
  replyTo: (request: RecordedRequest) => unknown,
): { fetch: typeof fetch; requests: RecordedRequest[] } {
  const requests: RecordedRequest[] = [];
  const record: typeof fetch = async (input, init) => {
    const sent = new Request(input, init);
    const { origin, pathname, searchParams } = new URL(sent.url);
    const basePath = new URL(baseUrl).pathname;
    if (origin !== new URL(baseUrl).origin || !pathname.startsWith(`${basePath}/`))
      throw new Error("left the base URL");
    const text = await sent.text();
    const request = {
      method: sent.method,
      path: decodeURIComponent(pathname.slice(basePath.length)),
      query: searchParams,
      body: text === "" ? null : z.json().parse(JSON.parse(text)),
    };
    requests.push(request);
    return Response.json(replyTo(request));
  };
  return { fetch: record, requests };
}

/** The path template that a path belongs to; a literal part wins over a placeholder. Null when there is none. */
export function matchPath(templates: readonly string[], path: string): string | null {
  const parts = path.split("/");
  const matching = templates.filter((template) => {
    const templateParts = template.split("/");
    if (templateParts.length !== parts.length) return false;
    return templateParts.every(
      (part, index) => part === parts[index] || (isPlaceholder(part) && /^\d+$/.test(parts[index] ?? "")),
    );
  });
  return matching.toSorted((left, right) => countPlaceholders(left) - countPlaceholders(right))[0] ?? null;
}

function countPlaceholders(template: string): number {
  return template.split("/").filter(isPlaceholder).length;
}

function isPlaceholder(part: string): boolean {
  return part.startsWith("{") && part.endsWith("}");
}

/** True for an object that only names another one by its id. */
export function isReference(value: Record<string, Json>): boolean {
  const keys = Object.keys(value);
  return keys.length === 1 && keys[0] === "id";
}

/** What is wrong with the type of a value; null when it fits. */
export function typeProblem(value: Json, node: SpecNode): string | null {
  if (value === null) return "must not be null";
  if (node.enum !== undefined && !(typeof value === "string" && node.enum.includes(value)))
    return "is not an allowed value";
  const type = node.type ?? "object";
  const fits: Record<string, boolean> = {
    string: typeof value === "string",
    integer: Number.isSafeInteger(value),
    number: typeof value === "number",
    boolean: typeof value === "boolean",
    array: Array.isArray(value),
    object: typeof value === "object" && !Array.isArray(value),
  };
  return fits[type] === true ? null : `is not of type ${type}`;
}
