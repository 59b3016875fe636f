import { mapTexts } from "./walk.js";

/**
 * What Sentry scrubs on its servers when nothing is set, by its documentation ("Server-Side Data Scrubbing") and by the
 * rules of Relay that implement it: `@common:filter`, which has cards, IBANs, PEM, passwords in URLs, user names in
 * paths, social security numbers, bearer tokens, and names that contain one of these words.
 */
const NAME =
  /password|secret|passwd|api[-_]?key|auth|credentials|mysql_pwd|private[-_]?key|^otp$|^two[-_]factor$/i;
const TOKEN_NAME = /token/i;
const TOKEN_ASSIGNED = /token\S*[:=]/i;

const FILTERED = "[Filtered]";

const MATCHES: readonly RegExp[] = [
  /\b(?:3[47]\d|4\d{3}|5[1-5]\d\d|65\d\d|6011)(?:[-\s]?\d){12}\b/g,
  /\b[A-Z]{2}\d{2}[A-Za-z0-9]{11,29}\b/g,
  /\b\d{3}-\d{2}-\d{4}\b/g,
  /\bBearer\s+\S+/gi,
  /(?<=-----BEGIN[A-Z ]+(?:PRIVATE|PUBLIC) KEY-----)[\s\S]+?(?=-----END[A-Z ]+(?:PRIVATE|PUBLIC) KEY-----)/g,
  /(?<=\b(?:[a-z0-9]+:)?\/\/[\w%.-]+:)[\w%.-]+(?=@)/g,
  /(?<=(?:\b(?:users|home|documents and settings)[\\/]|\/(?:home|users)\/))[^/\\\r\n]+/gi,
];

export function redactAsSentry(payload: unknown): unknown {
  return mapTexts(
    payload,
    (text) => {
      if (NAME.test(text) || TOKEN_ASSIGNED.test(text)) return FILTERED;
      return MATCHES.reduce((clean, pattern) => clean.replace(pattern, FILTERED), text);
    },
    (value, key) =>
      value !== null && typeof value !== "boolean" && (NAME.test(key) || TOKEN_NAME.test(key))
        ? FILTERED
        : undefined,
  );
}
