import { setTimeout as sleep } from "node:timers/promises";
import type { LoggingContext } from "@service-events/logger";
import { currentLogger, EventType } from "@service-events/logger";

/** What a test asks a function to do. */
export interface Task {
  /** How many events to record. Default: 1. */
  events?: number;
  /** Their description. */
  label?: string;
  /** How long to work between the events and the end, in ms. */
  workMs?: number;
  /** When a `late event` is recorded, in ms after the handler has returned. */
  lateMs?: number;
  /** How the handler ends. Default: it returns. */
  end?: "throw" | "log and throw" | "never" | "never, but busy" | "late event";
}

/** What the function reports about its input. */
export interface Done {
  recorded: number;
  /** What the handler found in its context. */
  context: { functionName: string; waits: boolean; hasLogger: boolean };
}

/** The business of the functions under test. */
export async function work(task: Task, context: LoggingContext): Promise<Done> {
  const { events = 1, label = "", workMs = 0, lateMs = 0, end } = task;
  record(context, events, label);
  if (workMs > 0) await sleep(workMs);
  if (end === "throw") throw new RangeError(`no luck with ${label}`);
  if (end === "log and throw") {
    const error = new RangeError(`no luck with ${label}`);
    context.logger.error("logged by the handler", error);
    throw error;
  }
  if (end === "never, but busy") setInterval(() => {}, 1_000);
  if (end?.startsWith("never")) await new Promise(() => {});
  if (end === "late event") setTimeout(() => record(context, 1, `${label}, late`), lateMs);
  context.callbackWaitsForEmptyEventLoop = false;
  return {
    recorded: events,
    context: {
      functionName: context.functionName,
      waits: context.callbackWaitsForEmptyEventLoop,
      hasLogger: currentLogger() === context.logger,
    },
  };
}

function record({ logger }: LoggingContext, events: number, label: string): void {
  for (let index = 0; index < events; index++) {
    logger.event(EventType.JobStarted, { description: label, payload: { index } });
  }
}

export interface ResponseStream {
  write(chunk: string): void;
  end(): void;
}

declare const awslambda: { streamifyResponse<T>(handler: T): T };

/** The same for a response that is streamed: a part of it before the work, the rest after. */
export const workStreaming = awslambda.streamifyResponse(
  async (task: Task, stream: ResponseStream, context: unknown) => {
    stream.write("first part, ");
    await work({ ...task, end: undefined }, context as LoggingContext);
    if (task.end === "throw") throw new RangeError(`no luck with ${task.label}`);
    stream.write("second part");
    stream.end();
  },
);
