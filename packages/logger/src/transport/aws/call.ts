import type { Refusal } from "../../sink.js";
import { type HttpAnswer, hostOf } from "../http/post.js";
import type { Connection } from "./connection.js";
import { type AwsFailure, areRefused, isSkewed, readFailure, toRefusal } from "./errors.js";
import { createSharedWait } from "./shared-wait.js";
import { type Credentials, createSigner } from "./signature.js";

/** Calls one operation of a service: returns the answer's text, or why there is none. */
export type Call = (body: string | Uint8Array, signal: AbortSignal) => Promise<string | Failure>;

/** A failed call. */
export interface Failure {
  /** The service's name for it, such as `ValidationException`. */
  readonly code: string;
  readonly refusal: Refusal;
}

interface Operation {
  readonly service: string;
  readonly target: string;
  readonly contentType: string;
}

/** A smaller clock difference, in ms, does not explain a refused signature. */
const SKEW_MS = 60_000;

/** Credentials and the clock may both be wrong; each is corrected once per call. */
const MAX_CORRECTIONS = 2;

/** One attempt, with what it was signed with, to learn from a refusal. */
interface Attempt {
  readonly answer: HttpAnswer;
  readonly credentials: Credentials;
  readonly skewMs: number;
}

/**
 * Creates the function that calls one operation. Calls are signed; refused credentials are renewed and a wrong clock is
 * corrected by the server's date, and the call is then sent again immediately.
 */
export function createCall(connection: Connection, operation: Operation): Call {
  const sign = createSigner();
  let skewMs = 0;
  /** The last credentials that the service has refused. Several calls may be using them. */
  let refused: Credentials | undefined;

  async function currentCredentials(): Promise<Credentials> {
    const credentials = await connection.credentials(false);
    return isSame(credentials, refused) ? connection.credentials(true) : credentials;
  }

  const identify = createSharedWait(async () => ({
    endpoint: await connection.endpoint(),
    region: await connection.region(),
    credentials: await currentCredentials(),
  }));

  async function post(body: string | Uint8Array, signal: AbortSignal): Promise<Attempt> {
    const { endpoint, region, credentials } = await identify(signal);
    const { path } = endpoint;
    const call = { ...operation, region, host: hostOf(endpoint), path, body };
    const attempt = { credentials, skewMs };
    const headers = sign(call, credentials, new Date(Date.now() + skewMs));
    const answer = await connection.post({ endpoint, headers, body }, signal);
    return { answer, ...attempt };
  }

  /** Corrects the cause of a refusal, if it can; true if the same call may now succeed. */
  async function correct(
    { answer, ...attempt }: Attempt,
    failure: AwsFailure,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (areRefused(failure)) {
      refused = attempt.credentials;
      return !isSame((await identify(signal)).credentials, refused);
    }
    if (!isSkewed(failure)) return false;
    const offset = Date.parse(String(answer.headers.date)) - Date.now();
    if (!(Math.abs(offset - attempt.skewMs) > SKEW_MS)) return false;
    skewMs = offset;
    return true;
  }

  return async function call(body, signal) {
    for (let corrections = 0; ; corrections++) {
      const attempt = await post(body, signal);
      if (attempt.answer.status === 200) return attempt.answer.body;
      const failure = withoutToken(readFailure(attempt.answer), attempt.credentials);
      if (corrections < MAX_CORRECTIONS && (await correct(attempt, failure, signal))) continue;
      return { code: failure.code, refusal: toRefusal(attempt.answer, failure) };
    }
  };
}

/** If AWS rejects a signature, its message quotes the request, including the caller's token. */
function withoutToken(failure: AwsFailure, { sessionToken }: Credentials): AwsFailure {
  if (!sessionToken) return failure;
  return { ...failure, message: failure.message.replaceAll(sessionToken, "…") };
}

function isSame(one: Credentials, other: Credentials | undefined): boolean {
  return one.accessKeyId === other?.accessKeyId && one.sessionToken === other.sessionToken;
}
