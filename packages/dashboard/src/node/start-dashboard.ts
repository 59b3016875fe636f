import { randomBytes } from "node:crypto";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createEventLog } from "@service-events/query";
import { type ApiOptions, createApi } from "../api/app.js";
import { readPage } from "../page/page.js";
import { findIndexes } from "./find-indexes.js";
import { createHttpServer, serve } from "./http-server.js";

/** How a dashboard is served on this machine. */
export interface DashboardOptions
  extends Partial<Pick<ApiOptions, "log" | "limits" | "onFailure">> {
  /** The table that is read, when no `log` is given; always what the page shows as the table's name. */
  tableName: string;
  /** What the table is read with. Its region is shown, too. */
  client: DynamoDBClient;
  /** The CloudWatch log groups of origins, to which events then link. */
  logGroups?: Record<string, string>;
  /** Default: a free one. */
  port?: number;
  /** A name of this machine for itself. Default: `127.0.0.1`. */
  host?: "127.0.0.1" | "localhost" | "::1";
  /** What callers must know, at least 16 characters. Default: a random one. */
  token?: string;
  /** The folder of the built page. Default: the one of this package. */
  pageFolder?: string;
}

/** A dashboard that is being served. */
export interface RunningDashboard {
  /** Where a browser opens it, with the token behind `#`, which browsers send nowhere. */
  url: string;
  /** The same without the token. */
  origin: string;
  token: string;
  /** Ends open connections and stops listening. */
  stop(): Promise<void>;
}

/** From the sources as from what is built of them: both lie two folders below the package. */
const PAGE_FOLDER = fileURLToPath(new URL("../../dist/web", import.meta.url));
const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "::1"]);

/**
 * Serves the dashboard to the person at this machine: on loopback alone, under loopback names alone, and to nobody
 * without the token. It only reads.
 *
 * @throws TypeError when the host is not this machine, or the token is empty or short.
 * @throws what the SDK throws when the table is not there, or may not be read.
 * @throws Error when the port cannot be had.
 * @example
 * const { url, stop } = await startDashboard({ tableName: "event-log", client: new DynamoDBClient() });
 */
export async function startDashboard(options: DashboardOptions): Promise<RunningDashboard> {
  const { tableName, client, host = "127.0.0.1", port = 0, logGroups } = options;
  const { token = randomBytes(32).toString("base64url"), limits, onFailure } = options;
  if (!LOOPBACK.has(host)) {
    throw new TypeError(
      `host '${host}' is not this machine: use 127.0.0.1, and deploy EventLogDashboard for others`,
    );
  }
  const log =
    options.log ??
    createEventLog({ tableName, client, indexes: await findIndexes(tableName, client) });
  const region = await client.config.region();
  const page = readPage(options.pageFolder ?? PAGE_FOLDER);
  const server = createHttpServer();
  const address = await listen(server, port, host);
  try {
    const app = createApi({
      log,
      access: { kind: "token", token },
      about: { region, table: tableName, ...(logGroups && { logGroups }) },
      page,
      hosts: [...LOOPBACK].map((name) => `${inUrl(name)}:${address.port}`),
      ...(limits && { limits }),
      ...(onFailure && { onFailure }),
    });
    serve(server, app.fetch);
  } catch (error) {
    await close(server);
    throw error;
  }
  const origin = `http://${inUrl(host)}:${address.port}`;
  return { url: `${origin}/#token=${token}`, origin, token, stop: () => close(server) };
}

function inUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === "EADDRINUSE" ? "is in use" : `cannot be had (${cause.code})`;
      reject(new Error(`port ${port} ${reason}: choose another one`, { cause }));
    });
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
