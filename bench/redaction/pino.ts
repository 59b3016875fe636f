import { Writable } from "node:stream";
import pino from "pino";

/**
 * pino has no default paths, so it gets those that a team would configure: the names
 * that Sentry's and pino's documentation mention, at the top and one and two levels down.
 */
const NAMES = [
  ..."password passwd secret token accessToken access_token refreshToken refresh_token apiKey".split(
    " ",
  ),
  ..."api_key authorization Authorization cookie Cookie credentials privateKey private_key".split(
    " ",
  ),
  ..."cardNumber cvv ssn pin otp clientSecret client_secret".split(" "),
];
const PATHS = ["payload", "payload.*", "payload.*.*"].flatMap((path) =>
  NAMES.map((name) => `${path}.${name}`),
);

/** What pino writes of a payload. */
export function createPinoRedaction(): (payload: unknown) => unknown {
  let line = "";
  const logger = pino(
    { redact: PATHS, base: null, timestamp: false },
    new Writable({
      write(chunk, _encoding, done) {
        line = String(chunk);
        done();
      },
    }),
  );
  return (payload) => {
    logger.info({ payload });
    return JSON.parse(line).payload;
  };
}
