import type { EventRecord, JsonValue } from "@service-events/schema";

export type Attribute = readonly [name: string, value: JsonValue];

/**
 * An event's fields besides its time, level, type and description, under the names of OpenTelemetry's semantic
 * conventions if there are any. `event.id` is the sort key: the same in every sink, so that duplicates can be recognised.
 */
export function eventAttributes(record: EventRecord<string>): Attribute[] {
  const { userId, requestId, correlationId, error, version, weight, invalid, lost } = record;
  const attributes: Attribute[] = [["event.id", record.sk]];
  const add = (name: string, value: JsonValue | undefined) => {
    if (value !== undefined) attributes.push([name, value]);
  };
  add("user.id", userId);
  add("faas.invocation_id", requestId);
  add("correlation.id", correlationId);
  add("exception.type", error?.name);
  add("exception.message", error?.message);
  add("exception.stacktrace", error?.stack);
  add("error.code", error?.code);
  add("error.fingerprint", error?.fingerprint);
  add("event.version", version);
  add("event.weight", weight);
  add("event.invalid", invalid);
  add("event.lost", lost);
  return attributes;
}
