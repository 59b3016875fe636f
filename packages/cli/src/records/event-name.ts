/**
 * A name as the log writes them: `Signed Up`, `signedUp` and `$signed-up` all read `SIGNED_UP`. Empty when there is
 * neither a letter nor a digit in it.
 */
export function toEventName(name: string): string {
  return name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1_$2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1_$2")
    .replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^_|_$/g, "")
    .toUpperCase();
}
