import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createEventLog } from "@service-events/query";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import type { Hono } from "hono";
import { type EventSketch, eventItem, putItems, registryItem } from "../../query/test/items.js";
import type { ApiEnvironment } from "../src/api/environment.js";
import { type ApiOptions, createApi } from "../src/index.js";

/** The time at which the log is read. */
export const NOW = Date.parse("2026-11-24T12:00:00.000Z");
const TOKEN = "a-token-that-only-the-tests-know";

/** The time of an event: so many seconds after two hours before {@link NOW}. */
export function at(second: number): string {
  return new Date(NOW - 7_200_000 + second * 1_000).toISOString().replace("Z", "000Z");
}

/** 90 events of `orders`, one a minute, of three users; every tenth has failed. Three of `billing`, of a type nobody declared. */
const EVENTS: readonly EventSketch[] = [
  ...Array.from({ length: 90 }, (_, n) => ({
    origin: "orders",
    at: at(n * 60),
    event: n % 10 === 0 ? "JOB_FAILED" : "JOB_STARTED",
    level: n % 10 === 0 ? "error" : "info",
    userId: `u_${n % 3}`,
    correlationId: `c_${n}`,
    payload: { n },
  })),
  ...Array.from({ length: 3 }, (_, n) => ({
    origin: "billing",
    at: at(6_000 + n),
    event: "INVOICE_LOST",
    payload: { n },
  })),
];

/** A dashboard on a table of its own. */
export interface SmallDashboard {
  table: EventTable;
  app: Hono<ApiEnvironment>;
  /** Asks as somebody who has the token. */
  get(path: string, init?: RequestInit): Promise<Response>;
  /** The same, and reads the JSON of the answer. */
  getJson<Answer>(path: string, status?: number): Promise<Answer>;
  /** Another dashboard on the same table. */
  open(options?: Partial<ApiOptions>, client?: DynamoDBClient): Hono<ApiEnvironment>;
}

export async function createSmallDashboard(
  more: readonly EventSketch[] = [],
): Promise<SmallDashboard> {
  const table = await createEventTable();
  await putItems(table, [
    registryItem("orders", 1, {
      JOB_FAILED: { level: "error", retentionDays: 90, description: "A job failed", version: 2 },
      JOB_STARTED: { level: "info", retentionDays: 30, description: "A job started" },
    }),
    registryItem("billing", 1, { INVOICE_SENT: { level: "info", retentionDays: null } }),
    ...[...EVENTS, ...more].map(eventItem),
  ]);
  const open: SmallDashboard["open"] = (options = {}, client = table.client) =>
    createApi({
      log: createEventLog({ tableName: table.tableName, client, now: () => NOW }),
      access: { kind: "token", token: TOKEN },
      about: { region: "us-east-1", table: table.tableName },
      onFailure: () => {},
      ...options,
    });
  const app = open();
  const get: SmallDashboard["get"] = async (path, init) =>
    app.request(path, {
      ...init,
      headers: { authorization: `Bearer ${TOKEN}`, ...(init?.headers as object) },
    });
  return {
    table,
    app,
    get,
    async getJson<Answer>(path: string, status = 200): Promise<Answer> {
      const response = await get(path);
      const text = await response.text();
      if (response.status !== status) throw new Error(`${path}: ${response.status} ${text}`);
      return JSON.parse(text);
    },
    open,
  };
}
