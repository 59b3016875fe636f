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

/** Options of {@link startDashboard}. */
export interface DashboardOptions
  extends Partial<Pick<ApiOptions, "log" | "limits" | "onFailure">> {
  /** The table to read, unless `log` is given, and the name that the page shows. */
  tableName: string;
  /** The client to read the table with. The page shows its region. */
  client: DynamoDBClient;
  /** The CloudWatch log group of each origin. Events link to it. */
  logGroups?: Record<string, string>;
  /** Default: a free one. */
  port?: number;
  /** The loopback address to listen on. Default: `127.0.0.1`. */
  host?: "127.0.0.1" | "localhost" | "::1";
  /** The access token, at least 16 characters. Default: a random one. */
  token?: string;
  /** The folder of the built page. Default: the one of this package. */
  pageFolder?: string;
}

/** A running dashboard. */
export interface RunningDashboard {
  /** The address to open, with the token after `#`, which browsers never send. */
  url: string;
  /** The same without the token. */
  origin: string;
  token: string;
  /** Closes all connections and stops listening. */
  stop(): Promise<void>;
}

/** Right for the sources and for the build: both are two folders below the package. */
const PAGE_FOLDER = fileURLToPath(new URL("../../dist/web", import.meta.url));
const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "::1"]);

/**
 * Serves the dashboard on this machine: on loopback addresses, for loopback host names and for callers with the
 * token only. It is read-only.
 *
 * @throws TypeError when the host is not a loopback address, or the token is empty or short.
 * @throws the SDK's error when the table does not exist or access is denied.
 * @throws Error when the port is unavailable.
 * @example
 * const { url, stop } = await startDashboard({ tableName: "event-log", client: new DynamoDBClient() });
 */
export async function startDashboard(options: DashboardOptions): Promise<RunningDashboard> {
  const { tableName, client, host = "127.0.0.1", port = 0, logGroups } = options;
  const { token = randomBytes(32).toString("base64url"), limits, onFailure } = options;
  if (!LOOPBACK.has(host)) {
    throw new TypeError(
      `host '${host}' is not a loopback address: use 127.0.0.1, or deploy EventLogDashboard to share it`,
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
      const reason = cause.code === "EADDRINUSE" ? "is in use" : `is unavailable (${cause.code})`;
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
