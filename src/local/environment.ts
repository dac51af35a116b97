/**
 * The environment variables of the functions. On a real deployment they belong to the deployment; here all functions run
 * in this process, so they are set in `process.env` while the backend runs and put back when it closes.
 * Two backends in one process may share a value but must never fight over one.
 */

interface Claim {
  value: string;
  holders: number;
  original: string | undefined;
}

const claims = new Map<string, Claim>();

/** Sets the variables. Returns a function that puts back what was there. @throws Error when another backend set one differently. */
export function applyEnvironment(variables: Record<string, string>): () => void {
  for (const [name, value] of Object.entries(variables)) assertFree(name, value);
  for (const [name, value] of Object.entries(variables)) claim(name, value);
  return () => {
    for (const name of Object.keys(variables)) release(name);
  };
}

function assertFree(name: string, value: string): void {
  const existing = claims.get(name);
  if (existing !== undefined && existing.value !== value) {
    throw new Error(`Another local backend in this process already set ${name} to a different value.`);
  }
}

function claim(name: string, value: string): void {
  const existing = claims.get(name);
  if (existing === undefined) {
    claims.set(name, { value, holders: 1, original: process.env[name] });
    process.env[name] = value;
  } else {
    existing.holders += 1;
  }
}

function release(name: string): void {
  const existing = claims.get(name);
  if (existing === undefined) return;
  existing.holders -= 1;
  if (existing.holders > 0) return;
  claims.delete(name);
  if (existing.original === undefined) delete process.env[name];
  else process.env[name] = existing.original;
}
