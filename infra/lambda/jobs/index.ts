import { withLogging } from "@service-events/logger";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { handleMessage } from "./message.js";

/** Handles each message of a batch on its own. Only failed messages are delivered again. */
export const handler = withLogging(async (event: SQSEvent, ctx): Promise<SQSBatchResponse> => {
  const succeeded = await Promise.all(
    event.Records.map((message) => handleMessage(message, ctx.logger)),
  );
  return {
    batchItemFailures: event.Records.filter((_, position) => !succeeded[position]).map(
      ({ messageId }) => ({ itemIdentifier: messageId }),
    ),
  };
});
