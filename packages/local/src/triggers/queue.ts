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
  /** How long a message may be, its attributes included. */
  maxMessageBytes: number;
  /** @returns the id of the message */
  send(body: string, attributes?: Readonly<Record<string, string>>): string;
  /** Puts a message of another queue into this one. */
  accept(message: QueueMessage): void;
  /** Takes up to `max` waiting messages; they are in flight until deleted or given back. */
  receive(max: number): QueueMessage[];
  /** Ends messages that were processed. */
  delete(messages: readonly QueueMessage[]): void;
  /** Has messages delivered again after a while, or moved to the dead-letter queue when they had their chances. */
  giveBack(messages: readonly QueueMessage[]): void;
  /** Messages that wait or will. */
  waiting(): number;
  inFlight(): number;
  /** Calls back when messages wait. One at a time: a queue has one consumer here. */
  onMessages(listener: () => void): void;
  /** Drops all messages: none is delivered any more. */
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
  /** How long a message that failed waits for its next delivery, in ms. */
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

/** The event that a function gets for a batch of messages. */
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

/** What of a message counts towards its limit, in bytes: the body, and names, types and values of its attributes. */
export function sizeOf(body: string, attributes: Readonly<Record<string, string>>): number {
  const parts = Object.entries(attributes).flatMap(([name, value]) => [name, "String", value]);
  return [body, ...parts].reduce((sum, part) => sum + Buffer.byteLength(part), 0);
}

/** By this SQS and its clients make sure that they mean the same message. */
export function md5Of(body: string): string {
  return createHash("md5").update(body).digest("hex");
}

function assertSize(body: string, bytes: number, most: number): void {
  if (body !== "" && bytes <= most) return;
  throw new RangeError(`a message has 1 to ${most} bytes, this one has ${bytes}`);
}
