/** How many hexadecimal digits of a hash are kept: 128 bits. */
const HASH_DIGITS = 32;
const HASH_PREFIX = "hash:";

/**
 * The hash that a logger stores in the place of an id: `hash:` and an HMAC-SHA256 with the team's key. A hash is given back
 * as it is.
 *
 * @example
 * await hashId("alice@example.com", hashKey); // "hash:6d1f…", which is what `user:` has to ask for
 */
export async function hashId(id: string, hashKey: string): Promise<string> {
  if (id.startsWith(HASH_PREFIX)) return id;
  const { subtle } = globalThis.crypto;
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await subtle.importKey("raw", encoder.encode(hashKey), algorithm, false, ["sign"]);
  const digest = new Uint8Array(await subtle.sign("HMAC", key, encoder.encode(id)));
  const digits = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return HASH_PREFIX + digits.slice(0, HASH_DIGITS);
}
