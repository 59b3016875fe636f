import type { Refusal } from "../sink.js";
import type { Connection } from "./connection.js";
import { isExpired, isSkewed, readFailure, toRefusal } from "./errors.js";
import { type HttpAnswer, hostOf } from "./http.js";
import { createSigner } from "./signature.js";

/** Calls one operation of a service: gives the answer's text, or why there is none. */
export type Call = (body: string, signal: AbortSignal) => Promise<string | Failure>;

/** A call that did not do what it was asked. */
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

/** A clock that differs by less, in ms, is not why a signature was refused. */
const SKEW_MS = 60_000;

/**
 * Creates the road to one operation: signed, and mended where a refusal tells how. Credentials that have expired are
 * renewed and a wrong clock is corrected by the server's date; the batch then goes again at once.
 */
export function createCall(connection: Connection, operation: Operation): Call {
  const sign = createSigner();
  let skewMs = 0;
  let renew = false;

  async function post(body: string, signal: AbortSignal): Promise<HttpAnswer> {
    const endpoint = await connection.endpoint();
    const region = await connection.region();
    const credentials = await connection.credentials(renew);
    const { path } = endpoint;
    const call = { ...operation, region, host: hostOf(endpoint), path, body };
    const headers = sign(call, credentials, new Date(Date.now() + skewMs));
    return connection.post({ endpoint, headers, body }, signal);
  }

  /** Learns from a refusal; true when the same call may now succeed. */
  function mend(answer: HttpAnswer, failure: ReturnType<typeof readFailure>): boolean {
    if (isExpired(failure)) {
      const first = !renew;
      renew = true;
      return first;
    }
    if (!isSkewed(failure)) return false;
    const offset = Date.parse(String(answer.headers.date)) - Date.now();
    if (!(Math.abs(offset - skewMs) > SKEW_MS)) return false;
    skewMs = offset;
    return true;
  }

  return async function call(body, signal) {
    const answer = await post(body, signal);
    if (answer.status === 200) {
      renew = false;
      return answer.body;
    }
    const failure = readFailure(answer);
    const refusal = toRefusal(answer, failure);
    if (!mend(answer, failure)) return { code: failure.code, refusal };
    return { code: failure.code, refusal: { status: "retry", reason: refusal.reason, afterMs: 0 } };
  };
}
