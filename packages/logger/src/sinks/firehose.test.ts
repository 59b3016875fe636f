import { FirehoseClient, PutRecordBatchCommand } from "@aws-sdk/client-firehose";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { describeSinkContract, type SinkHarness } from "@service-events/testing/sink-contract";
import { someRecord } from "../../test/memory-sink.js";
import { type FirehoseStream, startFirehoseStream } from "../../test/places/firehose-stream.js";
import { createFirehoseEventWriter, createFirehoseSink } from "./firehose.js";

/** More than a record may have. */
const TOO_LARGE = "x".repeat(1_100_000);

function recordsIn(file: string) {
  return file
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

async function startHarness(): Promise<SinkHarness> {
  const stream = await startFirehoseStream();
  const client = new FirehoseClient(stream.client);
  return {
    sink: createFirehoseSink({ streamName: stream.streamName, client }),
    behave: stream.behave,
    record: someRecord,
    badRecord: () => ({ ...someRecord(999), description: TOO_LARGE }),
    stored: async () => recordsIn(stream.file()).map(({ sk }) => sk),
    async stop() {
      client.destroy();
      await stream.stop();
    },
  };
}

describeSinkContract("Firehose over the wire", startHarness);

describe("the Firehose writer", () => {
  const environment = { ...process.env };
  let stream: FirehoseStream;
  beforeEach(async () => {
    stream = await startFirehoseStream();
    Object.assign(process.env, {
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL_FIREHOSE: stream.endpoint,
    });
  });
  afterEach(async () => {
    process.env = environment;
    await stream.stop();
  });

  it("writes NDJSON files: one record per line, whatever its strings contain", async () => {
    const writer = createFirehoseEventWriter({ streamName: stream.streamName });
    const records = [
      { ...someRecord(1), description: "two\nlines and 😀", weight: 10 },
      { ...someRecord(2), payload: { "\u2028": ["\r\n", null, 1.5] } },
    ];
    for (const record of records) writer(record);

    expect(await writer.flush()).toEqual({ delivered: 2, undelivered: 0, pending: 0 });
    expect(stream.file().endsWith("}\n")).toBe(true);
    expect(recordsIn(stream.file())).toEqual(records);
  });

  it("fills a request up to its byte limit, also with multi-byte characters", async () => {
    const writer = createFirehoseEventWriter({ streamName: stream.streamName });
    const description = "😀".repeat(100_000);
    for (let n = 0; n < 20; n++) writer({ ...someRecord(n), description });

    expect(await writer.flush({ deadline: Date.now() + 60_000 })).toMatchObject({ delivered: 20 });
    expect(writer.counters.retried).toBe(0);
  });

  it("hands over at once what goes to a stream that is not there", async () => {
    const reasons: string[] = [];
    const writer = createFirehoseEventWriter({
      streamName: "another",
      undelivered: (_, reason) => reasons.push(reason),
    });
    writer(someRecord(1));

    expect(await writer.flush()).toMatchObject({ undelivered: 1 });
    expect(reasons).toEqual(["ResourceNotFoundException: no stream another"]);
  });

  it.each([
    [{}, /^streamName must be the name of a Firehose stream, received undefined$/],
    [{ streamName: "" }, /^streamName must be .*, received ""$/],
    [{ streamName: "s", client: {} }, /^client must be a client of the AWS SDK/],
    [{ streamName: "s", lingerMs: -1 }, /^lingerMs must be/],
  ])("throws for %j", (config, message) => {
    expect(() => createFirehoseEventWriter(config as never)).toThrow(message);
  });
});

it("the stream of these tests serves AWS's own client as well", async () => {
  const stream = await startFirehoseStream();
  const client = new FirehoseClient({ ...stream.client, maxAttempts: 1 });
  const put = (count: number) =>
    client.send(
      new PutRecordBatchCommand({
        DeliveryStreamName: stream.streamName,
        Records: Array.from({ length: count }, () => ({ Data: Buffer.from("{}\n") })),
      }),
    );
  try {
    expect(await put(2)).toMatchObject({
      FailedPutCount: 0,
      RequestResponses: [{ RecordId: "record-1" }, { RecordId: "record-2" }],
    });
    expect(stream.file()).toBe("{}\n{}\n");
    await expect(put(501)).rejects.toThrow("1 to 500 records");
  } finally {
    client.destroy();
    await stream.stop();
  }
});
