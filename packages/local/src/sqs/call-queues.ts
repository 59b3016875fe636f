import { denialOf, type Principal } from "../permissions/principals.js";
import type { Queue } from "../triggers/queue.js";
import { sendMessage, sendMessageBatch } from "./send-messages.js";
import { SqsError } from "./sqs-error.js";

/** A request to SQS in its JSON protocol. */
export interface SqsRequest {
  /** Such as `AmazonSQS.SendMessage`. */
  target: string;
  body: Buffer;
  /** The region that the request is signed for. */
  region: string;
  principal: Principal;
}

/** An answer of SQS. */
export interface SqsAnswer {
  status: number;
  body: unknown;
  headers?: Readonly<Record<string, string>>;
}

type Operation = (queue: Queue, input: Record<string, unknown>) => unknown;

const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ["AmazonSQS.SendMessage", sendMessage],
  ["AmazonSQS.SendMessageBatch", sendMessageBatch],
]);

/** SQS requires this one for batches, too, and reports it in lower case. */
const SEND_ACTION = "sqs:sendmessage";

/**
 * Answers a request as SQS would, on the queues in memory. Supports sending only: event source mappings deliver messages to
 * functions.
 */
export function callQueues(request: SqsRequest, queues: readonly Queue[]): SqsAnswer {
  try {
    return { status: 200, body: answer(request, queues) };
  } catch (error) {
    if (!(error instanceof SqsError)) throw error;
    const { code, queryCode, message } = error;
    return {
      status: 400,
      body: { __type: `com.amazonaws.sqs#${code}`, message },
      headers: { "x-amzn-query-error": `${queryCode};Sender` },
    };
  }
}

function answer({ target, body, region, principal }: SqsRequest, queues: readonly Queue[]) {
  const operation = OPERATIONS.get(target);
  if (!operation) {
    throw new SqsError(
      "UnsupportedOperation",
      `SQS on this machine supports AmazonSQS.SendMessage and AmazonSQS.SendMessageBatch in the JSON protocol, received ${target === "undefined" ? "a request without X-Amz-Target" : target}.`,
      "AWS.SimpleQueueService.UnsupportedOperation",
    );
  }
  const input = parse(body);
  const arn = arnOf(input.QueueUrl, region);
  // First, as on AWS: without permission to send, a caller must not learn about a queue.
  const denial = denialOf(principal, { action: SEND_ACTION, resource: arn });
  if (denial) throw new SqsError("AccessDeniedException", denial, "AccessDenied");
  const queue = queues.find((one) => one.arn === arn);
  if (!queue) {
    throw new SqsError(
      "QueueDoesNotExist",
      `The specified queue does not exist: ${arn}.`,
      "AWS.SimpleQueueService.NonExistentQueue",
    );
  }
  return operation(queue, input);
}

/** A queue's URL ends with its account and name, as on AWS. */
function arnOf(queueUrl: unknown, region: string): string {
  const path = URL.canParse(String(queueUrl)) ? new URL(String(queueUrl)).pathname : "";
  const [, account, name] = /^\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  if (account && name) return `arn:aws:sqs:${region}:${account}:${name}`;
  throw new SqsError(
    "InvalidAddress",
    `The QueueUrl must end with the account and the name of a queue, received ${JSON.stringify(queueUrl)}.`,
  );
}

function parse(body: Buffer): Record<string, unknown> {
  try {
    const input: unknown = JSON.parse(body.toString());
    if (typeof input === "object" && input !== null) return input as Record<string, unknown>;
  } catch {
    // Reported below.
  }
  throw new SqsError("SerializationException", "The request is not a JSON object.");
}
