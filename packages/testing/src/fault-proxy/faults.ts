import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, Exchange } from "./exchange.js";
import type { Random } from "./random.js";

/** What happens to one request. */
export type Fault = (exchange: Exchange) => void | Promise<void>;

const JSON_TYPE = { "content-type": "application/x-amz-json-1.0" };

/** No fault at all. */
export const passOn: Fault = async (exchange) => exchange.answer(await exchange.forward());

/** The table has no capacity for any part of the request. */
export const throttled = refuse(
  400,
  "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
  "The level of configured provisioned throughput for the table was exceeded.",
);

export const accessDenied = refuse(
  400,
  "com.amazon.coral.service#AccessDeniedException",
  "User: arn:aws:sts::123456789012:assumed-role/orders is not authorized to perform: dynamodb:BatchWriteItem",
);

export const expired = refuse(
  400,
  "com.amazon.coral.service#ExpiredTokenException",
  "The security token included in the request is expired",
);

export const tableMissing = refuse(
  400,
  "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
  "Requested resource not found",
);

export const internalError = refuse(
  500,
  "com.amazonaws.dynamodb.v20120810#InternalServerError",
  "The request processing has failed because of an unknown error.",
);

/** The connection is reset before the server heard of the request. */
export const resetBefore: Fault = (exchange) => exchange.reset();

/** The connection is reset after the server did what was asked. */
export const resetAfter: Fault = async (exchange) => {
  await exchange.forward();
  exchange.reset();
};

/** The request is read and nothing ever comes back. */
export const blackHole: Fault = () => {};

/** The server executes the request; its answer is cut short, although complete according to HTTP. */
export const truncated: Fault = async (exchange) => {
  const answer = await exchange.forward();
  exchange.answer({ ...answer, body: answer.body.slice(0, answer.body.length >> 1) });
};

/** The server does what was asked; the connection ends before its answer does. */
export const cutShort: Fault = async (exchange) =>
  exchange.answerCutShort(await exchange.forward());

/** An intermediary's HTML page with status 200. */
export const garbage: Fault = (exchange) =>
  exchange.answer({
    status: 200,
    headers: { "content-type": "text/html" },
    body: "<!doctype html><title>Sign in to this network</title>",
  });

/** A load balancer without a backend. `retryAfter` in seconds. */
export function unavailable(retryAfter: number): Fault {
  return (exchange) =>
    exchange.answer({
      status: 503,
      headers: { "content-type": "text/html", "retry-after": String(retryAfter) },
      body: "<html><body>Service Unavailable</body></html>",
    });
}

/** Each item of a batch is left over with that probability. */
export function unprocessed(share: number, random: Random): Fault {
  return unprocessedWhere(() => random() < share);
}

/** The items of a batch are left over whose request, as JSON, is chosen. */
export function unprocessedWhere(isLeft: (request: string) => boolean): Fault {
  return async (exchange) => {
    const { RequestItems } = JSON.parse(exchange.body) as BatchWrite;
    const [[table, requests] = ["", []]] = Object.entries(RequestItems);
    const left = requests.filter((request) => isLeft(JSON.stringify(request)));
    const taken = requests.filter((request) => !left.includes(request));
    if (taken.length > 0) {
      const answer = await exchange.forward(JSON.stringify({ RequestItems: { [table]: taken } }));
      if (answer.status !== 200) return exchange.answer(answer);
    }
    exchange.answer({
      status: 200,
      headers: JSON_TYPE,
      body: JSON.stringify({ UnprocessedItems: left.length > 0 ? { [table]: left } : {} }),
    });
  };
}

/** Delays the answer by the given ms. */
export function slow(ms: number): Fault {
  return async (exchange) => {
    const answer = await exchange.forward();
    await sleep(ms, undefined, { signal: exchange.stopped }).catch(() => {});
    exchange.answer(answer);
  };
}

const SKEW_MS = 5 * 60_000;

/** Rejects signatures whose time differs from the proxy's, with AWS's error. */
export const checksClock: Fault = async (exchange) => {
  const stamp = String(exchange.headers["x-amz-date"]);
  const early = compact(exchange.at - SKEW_MS);
  const late = compact(exchange.at + SKEW_MS);
  if (stamp >= early && stamp <= late) return passOn(exchange);
  const now = compact(exchange.at);
  const message =
    stamp < early
      ? `Signature expired: ${stamp} is now earlier than ${early} (${now} - 5 min.)`
      : `Signature not yet current: ${stamp} is still later than ${late} (${now} + 5 min.)`;
  return refuse(400, "com.amazon.coral.service#InvalidSignatureException", message)(exchange);
};

/** Takes only requests that are signed with the access key that is valid at that moment. */
export function checksAccessKey(valid: () => string): Fault {
  return (exchange) => {
    const signedWith = `Credential=${valid()}/`;
    return String(exchange.headers.authorization).includes(signedWith)
      ? passOn(exchange)
      : expired(exchange);
  };
}

interface BatchWrite {
  RequestItems: Record<string, unknown[]>;
}

function refuse(status: number, type: string, message: string): Fault {
  const answer: Answer = {
    status,
    headers: JSON_TYPE,
    body: JSON.stringify({ __type: type, message }),
  };
  return (exchange) => exchange.answer(answer);
}

/** A time as signatures have it: `20261124T024815Z`. */
function compact(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}
