/**
 * What a Service Events event is, for everything that writes, reads or stores one. No dependency; runs anywhere.
 *
 * @module
 */
export { type Checked, checkRecord, checkRegistration } from "./check.js";
export { ENVIRONMENT } from "./environment.js";
export {
  type EventError,
  type EventRecord,
  EventType,
  type JsonValue,
  LEVELS,
  type Level,
} from "./event.js";
export { hashId } from "./hash.js";
export { escapeHidden, HIDDEN_CHARACTERS } from "./hidden-characters.js";
export {
  assertOrigin,
  assertShards,
  eventPartition,
  MAX_SHARDS,
  originOfPartition,
  originPartition,
  REGISTRY_PARTITION,
  readSortKey,
  type SortKeyParts,
  shardOf,
  timeOfSortKey,
} from "./keys.js";
export {
  LIMITS,
  MAX_DECOMPRESSED_PAYLOAD_BYTES,
  MAX_PARTITION_KEY_BYTES,
  MAX_SORT_KEY_BYTES,
  MAX_STORED_PAYLOAD_BYTES,
} from "./limits.js";
export {
  binaryMarker,
  type Marker,
  type MarkerName,
  marker,
  markerText,
  REDACTED,
} from "./markers.js";
export type { OriginRegistration, RegisteredEvent } from "./registry.js";
export {
  assertRetention,
  DEFAULT_RETENTION,
  days,
  expiry,
  expiryAfter,
  isRetention,
  parseRetention,
  type Retention,
  type RetentionPolicy,
  retentionOf,
} from "./retention.js";
export { toSafeJson, toSafeJsonLines } from "./safe-json.js";
export {
  INDEX_NAMES,
  INDEXES,
  type IndexName,
  PARTITION_KEY,
  SORT_KEY,
  TTL_ATTRIBUTE,
} from "./table.js";
export { parseTableAddress, type TableAddress } from "./table-address.js";
