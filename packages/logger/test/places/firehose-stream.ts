import { type AwsAnswer, type AwsPlace, failure, startAwsPlace } from "./aws-place.js";

/** A Firehose stream with the limits of its documentation. */
export interface FirehoseStream extends AwsPlace {
  readonly streamName: string;
  /** What stands in the file that the stream writes to its bucket. */
  file(): string;
}

const MOST_RECORDS = 500;
const MOST_RECORD_BYTES = 1_000 * 1024;
const MOST_BYTES = 4_000_000;

/** Starts a stream on this machine. */
export async function startFirehoseStream(): Promise<FirehoseStream> {
  const streamName = "events-to-s3";
  const chunks: Buffer[] = [];

  function perform(body: unknown, partly: boolean): AwsAnswer {
    const { DeliveryStreamName, Records = [] } = body as {
      DeliveryStreamName?: string;
      Records?: { Data: string }[];
    };
    if (DeliveryStreamName !== streamName) {
      return failure("ResourceNotFoundException", `no stream ${DeliveryStreamName}`);
    }
    if (Records.length < 1 || Records.length > MOST_RECORDS) {
      return failure("ValidationException", `1 to ${MOST_RECORDS} records, not ${Records.length}`);
    }
    const data = Records.map(({ Data }) => Buffer.from(Data, "base64"));
    if (data.some(({ length }) => length > MOST_RECORD_BYTES)) {
      return failure("InvalidArgumentException", "a record is larger than 1000 KiB");
    }
    // The strictest reading of the limit: with what Base64 adds.
    if (Records.reduce((sum, { Data }) => sum + Data.length, 0) > MOST_BYTES) {
      return failure("InvalidArgumentException", "the request is larger than 4 MB");
    }
    const results = data.map((record, index) => {
      if (partly && index % 2 === 1) {
        return { ErrorCode: "ServiceUnavailableException", ErrorMessage: "Slow down." };
      }
      chunks.push(record);
      return { RecordId: `record-${chunks.length}` };
    });
    const FailedPutCount = results.filter((result) => "ErrorCode" in result).length;
    return { body: { FailedPutCount, Encrypted: false, RequestResponses: results } };
  }

  const place = await startAwsPlace({
    service: "firehose",
    target: "Firehose_20150804.PutRecordBatch",
    throttled: { ...failure("ServiceUnavailableException", "Slow down."), status: 503 },
    perform,
  });
  return { ...place, streamName, file: () => Buffer.concat(chunks).toString() };
}
