import { type Queue, sizeOf } from "../triggers/queue.js";
import { SqsError } from "./sqs-error.js";

/** A message as it is sent. */
export interface SentMessage {
  body: string;
  attributes: Readonly<Record<string, string>>;
  /** Body and attributes, which count towards SQS's limits. */
  bytes: number;
}

/** The characters of XML, which SQS accepts. */
const ALLOWED = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]+$/u;

/**
 * Reads a message from a request.
 *
 * @param input the input of `SendMessage`, or an entry of `SendMessageBatch`
 * @throws SqsError when it has no text, or something that queues on this machine do not support
 */
export function readMessage(input: Record<string, unknown>): SentMessage {
  const body = input.MessageBody;
  if (typeof body !== "string" || body === "") {
    throw new SqsError(
      "MissingParameter",
      "The request must contain the parameter MessageBody, a string with at least one character.",
    );
  }
  if (!ALLOWED.test(body)) {
    throw new SqsError(
      "InvalidMessageContents",
      "The message contains characters outside the allowed set: no control characters but tab, line feed and carriage return, and no U+FFFE and U+FFFF.",
    );
  }
  const attributes = readAttributes(input.MessageAttributes);
  return { body, attributes, bytes: sizeOf(body, attributes) };
}

/** @throws SqsError when the message is longer than its queue allows */
export function assertFits({ bytes }: SentMessage, { maxMessageBytes }: Queue): void {
  if (bytes <= maxMessageBytes) return;
  throw new SqsError(
    "InvalidParameterValue",
    `One or more parameters are invalid. Reason: Message must be shorter than ${maxMessageBytes} bytes, this one has ${bytes}.`,
  );
}

function readAttributes(given: unknown): Record<string, string> {
  const attributes = Object.entries((given ?? {}) as Record<string, { StringValue?: unknown }>);
  return Object.fromEntries(
    attributes.map(([name, attribute]) => {
      const value = attribute?.StringValue;
      if (typeof value === "string") return [name, value];
      throw new SqsError(
        "UnsupportedOperation",
        `The message attribute '${name}' has no StringValue: queues on this machine carry strings only.`,
      );
    }),
  );
}
