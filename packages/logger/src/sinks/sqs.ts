import type { Entry, Outcome, Sink } from "../sink.js";
import { OK } from "../sink.js";
import { createCall } from "../transport/aws/call.js";
import { connectionOfEnvironment } from "../transport/aws/connection.js";

interface BatchAnswer {
  Successful?: { Id: string }[];
  Failed?: { Id: string; SenderFault: boolean; Code: string; Message?: string }[];
}

/** What `SendMessageBatch` takes at once. A queue may allow no more than 256 KiB. */
const LIMITS = { records: 10, bytes: 250 * 1024 };

/** The host of a queue's URL names its region. */
const REGION = /^https:\/\/sqs(?:-fips)?\.([\w-]+)\./;

/** Something in between may answer in the queue's place. */
const UNCONFIRMED: Outcome = { status: "retry", reason: "the queue did not confirm the message" };

/** Two characters that JSON allows and SQS does not. */
const REFUSED = /[\ufffe\uffff]/g;

function escapeRefused(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16)}`;
}

/**
 * Creates a sink that keeps records in an SQS queue, each as an undelivered line with the name of the sink that did not
 * take it: several tables may share a queue. The region is the queue's; credentials come from the environment.
 *
 * @throws TypeError when the URL cannot be used.
 */
export function createSqsSink(queueUrl: string, from: string): Sink {
  if (!URL.canParse(queueUrl)) {
    throw new TypeError(`the dead-letter queue must be given by its URL, received '${queueUrl}'`);
  }
  const sendMessages = createCall(connectionOfEnvironment("sqs", REGION.exec(queueUrl)?.[1]), {
    service: "sqs",
    target: "AmazonSQS.SendMessageBatch",
    contentType: "application/x-amz-json-1.0",
  });

  return {
    name: `sqs:${queueUrl.slice(queueUrl.lastIndexOf("/") + 1)}`,
    limits: LIMITS,
    encode(record) {
      const entry = { undelivered: "kept in a dead-letter queue", sink: from, record };
      return JSON.stringify(JSON.stringify(entry).replace(REFUSED, escapeRefused));
    },
    async send(batch, signal) {
      const entries = batch.map(({ text }, id) => `{"Id":"${id}","MessageBody":${text}}`);
      const body = `{"QueueUrl":${JSON.stringify(queueUrl)},"Entries":[${entries.join(",")}]}`;
      const answer = await sendMessages(body, signal);
      return typeof answer === "string" ? readOutcomes(batch, answer) : answer.refusal;
    },
  };
}

function readOutcomes(batch: readonly Entry[], answer: string): Outcome[] {
  const { Successful = [], Failed = [] } = JSON.parse(answer) as BatchAnswer;
  const stored = new Set(Successful.map(({ Id }) => Id));
  const failed = new Map(Failed.map((failure) => [failure.Id, failure]));
  return batch.map((_, index) => {
    const id = String(index);
    if (stored.has(id)) return OK;
    const failure = failed.get(id);
    if (failure === undefined) return UNCONFIRMED;
    const reason = `${failure.Code}: ${failure.Message ?? ""}`;
    return { status: failure.SenderFault ? "reject" : "retry", reason };
  });
}
