import { HIDDEN_CHARACTERS } from "./hidden-characters.js";

/**
 * JSON on one line in which hidden characters are escaped, so that a terminal can print it. It parses to the same value.
 *
 * @example
 * toSafeJson({ name: "pay\u202epal" }); // '{"name":"pay\\u202epal"}'
 */
export function toSafeJson(value: unknown): string {
  return escapeInJson(JSON.stringify(value) ?? "null");
}

/**
 * The same with an indent of two spaces, line by line.
 *
 * @example
 * toSafeJsonLines({ total: 3 }); // ["{", '  "total": 3', "}"]
 */
export function toSafeJsonLines(value: unknown): string[] {
  return (JSON.stringify(value, null, 2) ?? "null").split("\n").map(escapeInJson);
}

/** JSON has hidden characters only inside strings, where `\u` and four digits can stand for each UTF-16 unit. */
function escapeInJson(json: string): string {
  return json.replace(HIDDEN_CHARACTERS, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
