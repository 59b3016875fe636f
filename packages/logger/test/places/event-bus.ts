import { type AwsAnswer, type AwsPlace, failure, startAwsPlace } from "./aws-place.js";

/** An entry of `PutEvents`. */
export interface BusEntry {
  Time?: number;
  Source?: string;
  DetailType?: string;
  Detail?: string;
  EventBusName?: string;
}

/** An EventBridge bus with the limits of its documentation. */
export interface EventBus extends AwsPlace {
  readonly entries: readonly BusEntry[];
}

const MOST_ENTRIES = 10;
const TOO_MANY_BYTES = 1_000_000;

/** Starts a bus on this machine. */
export async function startEventBus(): Promise<EventBus> {
  const entries: BusEntry[] = [];

  function perform(body: unknown, partly: boolean): AwsAnswer {
    const { Entries = [] } = body as { Entries?: BusEntry[] };
    if (Entries.length < 1 || Entries.length > MOST_ENTRIES) {
      return failure("ValidationException", `1 to ${MOST_ENTRIES} entries, not ${Entries.length}`);
    }
    if (Entries.reduce((sum, entry) => sum + sizeOf(entry), 0) >= TOO_MANY_BYTES) {
      return failure("ValidationException", "Total size of the entries in the request is over");
    }
    const results = Entries.map((entry, index) => {
      if (partly && index % 2 === 1) {
        return { ErrorCode: "ThrottlingException", ErrorMessage: "Rate exceeded" };
      }
      const error = errorOf(entry);
      if (error) return error;
      entries.push(entry);
      return { EventId: `event-${entries.length}` };
    });
    const FailedEntryCount = results.filter((result) => "ErrorCode" in result).length;
    return { body: { FailedEntryCount, Entries: results } };
  }

  const place = await startAwsPlace({
    service: "events",
    target: "AWSEvents.PutEvents",
    throttled: failure("ThrottlingException", "Rate exceeded"),
    perform,
  });
  return { ...place, entries };
}

/** The size of an entry, counted as the user guide says. */
function sizeOf({ Time, Source = "", DetailType = "", Detail = "" }: BusEntry): number {
  return (Time === undefined ? 0 : 14) + Buffer.byteLength(Source + DetailType + Detail);
}

function errorOf({ Source = "", DetailType = "", Detail = "" }: BusEntry) {
  if (Source.startsWith("aws.")) {
    return { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: Source };
  }
  if (Source === "" || DetailType === "" || DetailType.length > 128) {
    return { ErrorCode: "InvalidArgument", ErrorMessage: `'${Source}' '${DetailType}'` };
  }
  try {
    const detail: unknown = JSON.parse(Detail);
    if (typeof detail === "object" && detail !== null && !Array.isArray(detail)) return undefined;
  } catch {
    // Reported below.
  }
  return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
}
