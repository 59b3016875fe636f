import type { FunctionHost } from "../functions/function-host.js";
import type { InvocationResult } from "../functions/invocation.js";
import { type Queue, type QueueMessage, queueEvent } from "./queue.js";

/** Options of {@link consume}. */
export interface ConsumerOptions {
  queue: Queue;
  host: FunctionHost;
  batchSize: number;
  /** Whether the function may report failed messages; if not, an error fails the whole batch. */
  reportsItemFailures: boolean;
  /** The number of batches in parallel. */
  concurrency: number;
  /** Called for each batch with failed messages. */
  onFailure(failed: number, total: number, result: InvocationResult): void;
}

/** Feeds a function from a queue until the queue is stopped. */
export function consume(options: ConsumerOptions): void {
  const { queue, host, batchSize, concurrency } = options;
  let running = 0;

  const run = async (messages: QueueMessage[]) => {
    const result = await host.invoke(queueEvent(queue, messages));
    const failed = failedMessages(messages, result, options.reportsItemFailures);
    queue.delete(messages.filter((message) => !failed.includes(message)));
    queue.giveBack(failed);
    // When local stops, ending a function's process is not a failure of the function.
    const isFailure = failed.length > 0 && !queue.isStopped();
    if (isFailure) options.onFailure(failed.length, messages.length, result);
    running -= 1;
    pump();
  };
  const pump = () => {
    while (running < concurrency) {
      const messages = queue.receive(batchSize);
      if (messages.length === 0) return;
      running += 1;
      void run(messages);
    }
  };
  // Messages that are sent together form one batch.
  queue.onMessages(() => setImmediate(pump));
}

/**
 * The messages of a batch to deliver again. As on AWS, a malformed answer, or one that names a message outside the batch,
 * fails all of them.
 */
export function failedMessages(
  messages: readonly QueueMessage[],
  result: InvocationResult,
  reportsItemFailures: boolean,
): readonly QueueMessage[] {
  if (!result.ok) return messages;
  if (!reportsItemFailures || result.value === null || result.value === "") return [];
  const { batchItemFailures } = result.value as { batchItemFailures?: unknown };
  if (batchItemFailures === undefined || batchItemFailures === null) return [];
  if (!Array.isArray(batchItemFailures)) return messages;
  const ids = batchItemFailures.map((item: { itemIdentifier?: unknown }) => item?.itemIdentifier);
  const known = new Set<unknown>(messages.map(({ messageId }) => messageId));
  if (!ids.every((id) => known.has(id))) return messages;
  return messages.filter(({ messageId }) => ids.includes(messageId));
}
