import type { LocalResource, LocalStack } from "../cloud-assembly/stack.js";
import { findFunction } from "../functions/find-function.js";
import type { FunctionHost } from "../functions/function-host.js";
import type { Log } from "../log.js";
import { createQueue, type Queue } from "./queue.js";
import { consume } from "./queue-consumer.js";
import { readEach } from "./read-each.js";

const DEFAULT_BATCH_SIZE = 10;
const CONCURRENCY = 2;

/** The queues of a stack. Failed messages are delivered again after `redeliverAfterMs`, not the visibility timeout. */
export function readQueues(stack: LocalStack, redeliverAfterMs: number): Queue[] {
  const queues: Queue[] = [];
  for (const resource of stack.resources("AWS::SQS::Queue")) {
    const policy = stack.property(resource, "RedrivePolicy") as
      | { deadLetterTargetArn: string; maxReceiveCount: number | string }
      | undefined;
    queues.push(
      createQueue({
        label: resource.label,
        logicalId: resource.logicalId,
        name: stack.nameOf(resource),
        arn: stack.arnOf(resource),
        region: stack.region,
        redeliverAfterMs,
        maxMessageBytes: readMaxMessageBytes(stack, resource),
        redrive: policy && {
          maxReceiveCount: Number(policy.maxReceiveCount),
          target: () => queues.find(({ arn }) => arn === policy.deadLetterTargetArn),
        },
      }),
    );
  }
  return queues;
}

function readMaxMessageBytes(stack: LocalStack, queue: LocalResource): number | undefined {
  const bytes = stack.property(queue, "MaximumMessageSize");
  return bytes === undefined ? undefined : Number(bytes);
}

/**
 * Connects queues to functions by the event source mappings of a stack.
 *
 * @returns the queues that now have a consumer
 */
export function connectQueues(
  stack: LocalStack,
  queues: readonly Queue[],
  hosts: readonly FunctionHost[],
  log: Log,
): Queue[] {
  return readEach(stack.resources("AWS::Lambda::EventSourceMapping"), log, (mapping) => {
    const source = stack.property(mapping, "EventSourceArn");
    const queue = queues.find(({ arn }) => arn === source);
    const host = findFunction(hosts, stack.property(mapping, "FunctionName"));
    if (!queue || !host) {
      log.note(`not run here: ${mapping.label}, which reads from ${String(source)}`);
      return [];
    }
    if (stack.property(mapping, "Enabled") === false) return [];
    if (stack.property(mapping, "FilterCriteria") !== undefined) {
      log.note(`${mapping.label}: its filter is not applied here, every message is delivered`);
    }
    const types = (stack.property(mapping, "FunctionResponseTypes") ?? []) as string[];
    consume({
      queue,
      host,
      batchSize: Number(stack.property(mapping, "BatchSize") ?? DEFAULT_BATCH_SIZE),
      reportsItemFailures: types.includes("ReportBatchItemFailures"),
      concurrency: queue.name.endsWith(".fifo") ? 1 : CONCURRENCY,
      onFailure: (failed, total, result) =>
        log.note(
          result.ok
            ? `${host.definition.label} reported ${failed} of ${total} messages of ${queue.label} as failed`
            : `${host.definition.label} failed on ${total} messages of ${queue.label}: ${result.error.errorType}: ${result.error.errorMessage}`,
        ),
    });
    return [queue];
  });
}
