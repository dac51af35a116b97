/**
 * Where the page finds Convex. Read when a page is asked for, not when the app is built: Next replaces a literal
 * `process.env.NEXT_PUBLIC_…` at build time, so the name is looked up through a variable.
 */
export type ConvexUrlSetting = { kind: "url"; url: string } | { kind: "missing"; value: string | null };

/** The deployment's address from `environment` (the server's own, usually). */
export function readConvexUrl(environment: Record<string, string | undefined>): ConvexUrlSetting {
  const name = "NEXT_PUBLIC_CONVEX_URL";
  const value = environment[name]?.trim() ?? "";
  if (value === "") return { kind: "missing", value: null };
  const isAddress = URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
  return isAddress ? { kind: "url", url: value.replace(/\/+$/, "") } : { kind: "missing", value };
}
