import type { Entry, Outcome, Sink } from "../sink.js";
import { OK } from "../sink.js";
import { createCall } from "../transport/aws/call.js";
import { connectionOfEnvironment } from "../transport/aws/connection.js";

interface BatchAnswer {
  Failed?: { Id: string; SenderFault: boolean; Code: string; Message?: string }[];
}

/** What `SendMessageBatch` takes at once. A queue may allow no more than 256 KiB. */
const LIMITS = { records: 10, bytes: 250 * 1024 };

/** Two characters that JSON allows and SQS does not. */
const REFUSED = /[\ufffe\uffff]/g;

function escapeRefused(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16)}`;
}

/**
 * Creates a sink that keeps records in an SQS queue, one JSON message each. Region and credentials
 * come from the environment.
 *
 * @throws TypeError when the URL cannot be used.
 */
export function createSqsSink(queueUrl: string): Sink {
  if (!URL.canParse(queueUrl)) {
    throw new TypeError(`the dead-letter queue must be given by its URL, received '${queueUrl}'`);
  }
  const sendMessages = createCall(connectionOfEnvironment("sqs"), {
    service: "sqs",
    target: "AmazonSQS.SendMessageBatch",
    contentType: "application/x-amz-json-1.0",
  });

  return {
    name: `sqs:${queueUrl.slice(queueUrl.lastIndexOf("/") + 1)}`,
    limits: LIMITS,
    encode: (record) => JSON.stringify(JSON.stringify(record).replace(REFUSED, escapeRefused)),
    async send(batch, signal) {
      const entries = batch.map(({ text }, id) => `{"Id":"${id}","MessageBody":${text}}`);
      const body = `{"QueueUrl":${JSON.stringify(queueUrl)},"Entries":[${entries.join(",")}]}`;
      const answer = await sendMessages(body, signal);
      return typeof answer === "string" ? readOutcomes(batch, answer) : answer.refusal;
    },
  };
}

function readOutcomes(batch: readonly Entry[], answer: string): Outcome[] {
  const failed = new Map(
    (JSON.parse(answer) as BatchAnswer).Failed?.map((failure) => [failure.Id, failure]),
  );
  return batch.map((_, id) => {
    const failure = failed.get(String(id));
    if (failure === undefined) return OK;
    const reason = `${failure.Code}: ${failure.Message ?? ""}`;
    return { status: failure.SenderFault ? "reject" : "retry", reason };
  });
}
