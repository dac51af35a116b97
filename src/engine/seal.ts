/**
 * Encrypts session tokens for storage: AES-GCM, bound to environment and company, so that a stored token is of no use in
 * another row. Uses Web Crypto only, which every runtime of Convex has.
 */

const IV_BYTES = 12;
const KEY_BYTES = 32;

export interface Binding {
  tripletexEnv: string;
  companyId: number;
}

const toBase64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

async function importKey(base64Key: string): Promise<CryptoKey> {
  const raw = fromBase64(base64Key);
  if (raw.length !== KEY_BYTES) throw new RangeError(`the encryption key must have ${KEY_BYTES} bytes`);
  return await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

function boundTo({ tripletexEnv, companyId }: Binding): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${tripletexEnv}:${companyId}`);
}

/** @param base64Key 32 bytes in base64; @throws RangeError for a key of another length */
export async function seal(token: string, base64Key: string, binding: Binding): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const key = await importKey(base64Key);
  const algorithm = { name: "AES-GCM", iv, additionalData: boundTo(binding) };
  const encrypted = await crypto.subtle.encrypt(algorithm, key, new TextEncoder().encode(token));
  return `${toBase64(iv)}.${toBase64(new Uint8Array(encrypted))}`;
}

/** The token, or null when it was sealed with another key or for another binding. */
export async function unseal(sealed: string, base64Key: string, binding: Binding): Promise<string | null> {
  const [iv, encrypted] = sealed.split(".");
  if (iv === undefined || encrypted === undefined) return null;
  const key = await importKey(base64Key);
  const algorithm = { name: "AES-GCM", iv: fromBase64(iv), additionalData: boundTo(binding) };
  try {
    return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, fromBase64(encrypted)));
  } catch {
    // Web Crypto gives no reason by design; a token that can't be read is made anew.
    return null;
  }
}
