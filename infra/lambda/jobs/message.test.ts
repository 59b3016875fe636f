import { describe, expect, it } from "@jest/globals";
import { createLogger, type EventRecord } from "@service-events/logger";
import { handleMessage, type JobMessage } from "./message.js";

const job = { jobId: "j_1", kind: "invoice", userId: "u_1" };

function message(body: string, correlationId?: string): JobMessage {
  const messageAttributes: JobMessage["messageAttributes"] =
    correlationId === undefined
      ? {}
      : { correlationId: { dataType: "String", stringValue: correlationId } };
  return { messageId: "m_1", body, messageAttributes };
}

/** Handles a message and returns what it recorded. */
async function handle(received: JobMessage) {
  const events: EventRecord[] = [];
  const nothing = () => {};
  const logger = createLogger({
    origin: "jobs",
    environment: "prod",
    writeEvent: (event) => events.push(event),
    console: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  });
  const done = await handleMessage(received, logger.child({ correlationId: "batch" }));
  return { done, events };
}

describe("a message", () => {
  it("with a job is done with, and leaves its start and its end in the log", async () => {
    const { done, events } = await handle(message(JSON.stringify(job), "c_1"));

    expect(done).toBe(true);
    expect(events).toMatchObject([
      { event: "JOB_STARTED", userId: "u_1", correlationId: "c_1", payload: { jobId: "j_1" } },
      {
        event: "JOB_COMPLETED",
        userId: "u_1",
        correlationId: "c_1",
        payload: { jobId: "j_1", kind: "invoice", document: "invoice-j_1.csv" },
      },
    ]);
  });

  it("without a correlation id keeps that of its batch", async () => {
    const { events } = await handle(message(JSON.stringify(job)));

    expect(events.map(({ correlationId }) => correlationId)).toEqual(["batch", "batch"]);
  });

  it("whose job fails comes back, and leaves the reason in the log", async () => {
    const { done, events } = await handle(message(JSON.stringify({ ...job, fail: true })));

    expect(done).toBe(false);
    expect(events.map(({ event }) => event)).toEqual(["JOB_STARTED", "JOB_FAILED"]);
    expect(JSON.stringify(events[1]?.payload)).toContain("could not be made");
  });

  it("without a job comes back, and leaves an error in the log", async () => {
    const { done, events } = await handle(message("Test message."));

    expect(done).toBe(false);
    expect(events).toMatchObject([
      { event: "ERROR", description: "Message is not a job", payload: { messageId: "m_1" } },
    ]);
  });
});
