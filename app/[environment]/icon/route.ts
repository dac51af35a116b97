/** The icon of an environment's browser tab: another shape and colour for each, so that two open tabs differ. */
import { parseEnvironment } from "../../../src/ui/environments.ts";
import { environmentIcon } from "../../../src/ui/frame/environment-icon.ts";

export async function GET(_request: Request, context: { params: Promise<{ environment: string }> }) {
  const environment = parseEnvironment((await context.params).environment);
  if (environment === null) return new Response(null, { status: 404 });
  return new Response(environmentIcon(environment), {
    headers: { "Content-Type": "image/svg+xml", "Cache-Control": "public, max-age=86400" },
  });
}
