/** What the examples in doc comments take for granted: the names that a reader's own code has. */
import type { IncomingMessage, ServerResponse } from "node:http";

import type { Checked, EventRecord, EventWriter, Logger } from "@service-events/logger";

import type { EventLog, Page } from "@service-events/query";

declare global {
  const apiKey: string;
  const editor: { selectionStart: number };
  const error: unknown;
  const events: {
    readonly ORDER_PLACED: {
      readonly description: "A customer placed an order";
      readonly payload: "any";
    };
  } & Checked;
  const hashKey: string;
  const keys: string[];
  const lines: AsyncIterable<string>;
  const log: EventLog;
  const logger: Logger<typeof events>;
  const metrics: EventWriter;
  const orderSchema: typeof z.ZodAny.prototype;
  const page: Page;
  const record: EventRecord<string>;
  const records: EventRecord<string>[];
  const region: string;
  const request: IncomingMessage & { signal: AbortSignal };
  const response: ServerResponse;
  const secret: string;
  const sharedEvents: typeof events;
  const table: EventWriter;
  const tableName: string;
  const text: string;
  const token: string;
  const writeEvent: EventWriter;
  const z: typeof import("../../packages/logger/node_modules/zod/index.js").z;
}
