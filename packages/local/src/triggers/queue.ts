import { createHash, randomUUID } from "node:crypto";

/** A message in a queue. */
export interface QueueMessage {
  messageId: string;
  body: string;
  /** String attributes, by name. */
  attributes: Readonly<Record<string, string>>;
  receiveCount: number;
  /** ms since 1970 */
  sentAt: number;
  /** ms since 1970 */
  firstReceivedAt?: number;
}

/** A queue in memory. */
export interface Queue {
  label: string;
  logicalId: string;
  name: string;
  arn: string;
  region: string;
  /** The longest message, attributes included. */
  maxMessageBytes: number;
  /** @returns the id of the message */
  send(body: string, attributes?: Readonly<Record<string, string>>): string;
  /** Adds a message from another queue. */
  accept(message: QueueMessage): void;
  /** Takes up to `max` messages. They are in flight until they are deleted or given back. */
  receive(max: number): QueueMessage[];
  /** Deletes processed messages. */
  delete(messages: readonly QueueMessage[]): void;
  /** Delivers messages again later, or moves them to the dead-letter queue after the last attempt. */
  giveBack(messages: readonly QueueMessage[]): void;
  /** Messages that wait for delivery, now or later. */
  waiting(): number;
  inFlight(): number;
  /** Calls back when messages are waiting. A queue has one consumer here. */
  onMessages(listener: () => void): void;
  /** Drops all messages, now and from then on. */
  stop(): void;
  isStopped(): boolean;
}

/** Options of {@link createQueue}. */
export interface QueueOptions {
  label: string;
  logicalId: string;
  name: string;
  arn: string;
  region: string;
  /** The delay before a failed message is delivered again, in ms. */
  redeliverAfterMs: number;
  /** Default: 1 MiB. */
  maxMessageBytes?: number;
  redrive?: { maxReceiveCount: number; target: () => Queue | undefined };
}

const MAX_MESSAGE_BYTES = 1_048_576;

export function createQueue(options: QueueOptions): Queue {
  const { label, logicalId, name, arn, region, redrive } = options;
  const { maxMessageBytes = MAX_MESSAGE_BYTES } = options;
  const ready: QueueMessage[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let inFlight = 0;
  let isStopped = false;
  let notify = () => {};

  const enqueue = (message: QueueMessage) => {
    if (isStopped) return;
    ready.push(message);
    notify();
  };
  const enqueueLater = (message: QueueMessage) => {
    if (isStopped) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      enqueue(message);
    }, options.redeliverAfterMs);
    timers.add(timer);
  };

  return {
    label,
    logicalId,
    name,
    arn,
    region,
    maxMessageBytes,
    send(body, attributes = {}) {
      assertSize(body, sizeOf(body, attributes), maxMessageBytes);
      const messageId = randomUUID();
      enqueue({ messageId, body, attributes, receiveCount: 0, sentAt: Date.now() });
      return messageId;
    },
    accept: (message) => enqueue({ ...message, receiveCount: 0, firstReceivedAt: undefined }),
    receive(max) {
      const now = Date.now();
      const taken = ready.splice(0, max).map((message) => ({
        ...message,
        receiveCount: message.receiveCount + 1,
        firstReceivedAt: message.firstReceivedAt ?? now,
      }));
      inFlight += taken.length;
      return taken;
    },
    delete(messages) {
      inFlight -= messages.length;
    },
    giveBack(messages) {
      inFlight -= messages.length;
      for (const message of messages) {
        const target = redrive?.target();
        if (redrive && target && message.receiveCount >= redrive.maxReceiveCount) {
          target.accept(message);
        } else {
          enqueueLater(message);
        }
      }
    },
    waiting: () => ready.length + timers.size,
    inFlight: () => inFlight,
    onMessages(listener) {
      notify = listener;
      if (ready.length > 0) listener();
    },
    isStopped: () => isStopped,
    stop() {
      isStopped = true;
      notify = () => {};
      ready.length = 0;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

/** The event for a batch of messages. */
export function queueEvent(queue: Queue, messages: readonly QueueMessage[]) {
  return {
    Records: messages.map((message) => ({
      messageId: message.messageId,
      receiptHandle: `local-${message.messageId}-${message.receiveCount}`,
      body: message.body,
      attributes: {
        ApproximateReceiveCount: String(message.receiveCount),
        SentTimestamp: String(message.sentAt),
        SenderId: "LOCALOPERATOR",
        ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
      },
      messageAttributes: Object.fromEntries(
        Object.entries(message.attributes).map(([name, stringValue]) => [
          name,
          { stringValue, stringListValues: [], binaryListValues: [], dataType: "String" },
        ]),
      ),
      md5OfBody: md5Of(message.body),
      eventSource: "aws:sqs",
      eventSourceARN: queue.arn,
      awsRegion: queue.region,
    })),
  };
}

/** The size that counts towards a message's limit, in bytes: body, and names, types and values of attributes. */
export function sizeOf(body: string, attributes: Readonly<Record<string, string>>): number {
  const parts = Object.entries(attributes).flatMap(([name, value]) => [name, "String", value]);
  return [body, ...parts].reduce((sum, part) => sum + Buffer.byteLength(part), 0);
}

/** The checksum by which clients verify a message. */
export function md5Of(body: string): string {
  return createHash("md5").update(body).digest("hex");
}

function assertSize(body: string, bytes: number, most: number): void {
  if (body !== "" && bytes <= most) return;
  throw new RangeError(`a message must have 1 to ${most} bytes, received ${bytes}`);
}
