/** Bounds that writers keep and readers rely on. All sizes are bytes in UTF-8. */

/** The most that the texts of a record may have. Those that become part of a key stay well below DynamoDB's limits. */
export const LIMITS = {
  description: 4096,
  event: 256,
  /** `error.stack` */
  stack: 4000,
  /** `userId`, `requestId` and `correlationId`. */
  id: 1024,
} as const;

/** The most that DynamoDB accepts for a partition key, those of indexes included. */
export const MAX_PARTITION_KEY_BYTES = 2048;

/** The most that DynamoDB accepts for a sort key, those of indexes included. */
export const MAX_SORT_KEY_BYTES = 1024;

/** The largest payload that is stored, compressed or not: an item may have 400 KB with everything else in it. */
export const MAX_STORED_PAYLOAD_BYTES = 358_400;

/** The largest payload that a reader decompresses: a small item must not be able to fill its memory. */
export const MAX_DECOMPRESSED_PAYLOAD_BYTES = 8 * 1024 * 1024;
