import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { testCredentials } from "@service-events/testing/event-table";
import type { Mood, SinkHarness } from "@service-events/testing/sink-contract";

/** What a service answers: 200 where there is no `code`. */
export interface AwsAnswer {
  readonly code?: string;
  readonly status?: number;
  readonly body: object;
}

/** An operation of an AWS service, as its documentation has it. */
export interface AwsOperation {
  /** The service in the scope of the signature. */
  readonly service: string;
  readonly target: string;
  /** How it says that it is throttled, as a whole. */
  readonly throttled: AwsAnswer;
  /** Does what a request asks, within the documented limits; takes only every second record when `partly`. */
  perform(body: unknown, partly: boolean): AwsAnswer;
}

/** A service on this machine. */
export interface AwsPlace {
  readonly endpoint: string;
  /** What a client of the SDK needs to call it. */
  readonly client: { endpoint: string; region: string; credentials: typeof testCredentials };
  behave: SinkHarness["behave"];
  stop(): Promise<void>;
}

const SLOW_MS = 20;

/** Starts a service that speaks AWS JSON 1.1 and refuses what is not signed for it. */
export async function startAwsPlace(operation: AwsOperation): Promise<AwsPlace> {
  let mood: () => Mood = () => "ok";
  const server = createServer((request, response) => void serve(request, response));

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await json(request).catch(() => undefined);
    const now = mood();
    if (now === "silent") return;
    if (now === "slow") await sleep(SLOW_MS);
    const { status, code, body: answer } = answerTo(request, body, now);
    response.writeHead(status ?? (code ? 400 : 200), {
      "content-type": "application/x-amz-json-1.1",
    });
    response.end(JSON.stringify(code ? { __type: code, ...answer } : answer));
  }

  function answerTo(request: IncomingMessage, body: unknown, now: Mood): AwsAnswer {
    const refusal = refusalOf(request, operation);
    if (refusal) return refusal;
    if (now === "busy") return operation.throttled;
    if (now === "refuses") {
      return failure("AccessDeniedException", `not authorized to perform ${operation.target}`);
    }
    return operation.perform(body, now === "partly-busy");
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    client: { endpoint, region: "us-east-1", credentials: testCredentials },
    behave(next) {
      mood = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function failure(code: string, message: string): AwsAnswer {
  return { code, body: { message } };
}

/** What is wrong with a call whatever it asks for. */
function refusalOf(
  { method, url, headers }: IncomingMessage,
  { service, target }: AwsOperation,
): AwsAnswer | undefined {
  if (method !== "POST" || url !== "/" || headers["x-amz-target"] !== target) {
    return failure("UnknownOperationException", `${method} ${url} ${headers["x-amz-target"]}`);
  }
  if (headers["content-type"] !== "application/x-amz-json-1.1") {
    return failure("SerializationException", `content-type ${headers["content-type"]}`);
  }
  const signature =
    /^AWS4-HMAC-SHA256 Credential=\w+\/\d{8}\/[\w-]+\/(\w+)\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=[\da-f]{64}$/;
  const [, scope, signed = ""] = signature.exec(headers.authorization ?? "") ?? [];
  const isWhole = ["host", "x-amz-date", "x-amz-target"].every((name) =>
    signed.split(";").includes(name),
  );
  if (scope === service && isWhole) return undefined;
  return failure("IncompleteSignatureException", `authorization ${headers.authorization}`);
}
