import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";

/** An item of the table, as plain values. */
type StoredItem = Record<string, unknown> & { sk: string };

/**
 * A table over TLS that implements just enough DynamoDB for writes. TLS matters: over plain HTTP on one machine
 * the kernel already holds the bytes when the function freezes, and nothing seems to get lost.
 */
export interface TableServer {
  /** What points a function to it: endpoint, certificate, table name. */
  readonly env: Record<string, string>;
  readonly items: readonly StoredItem[];
  /** Writes received so far, be they acknowledged or not. */
  readonly requests: number;
  /** When each write was acknowledged, in ms since 1970. */
  readonly acknowledgements: readonly number[];
  /** Connections accepted so far. */
  readonly connections: number;
  /** How long a write takes, in ms; `Infinity` for one that is never acknowledged nor stored. */
  delayMs: number;
  /** How long a connection takes before its TLS handshake, in ms. */
  connectMs: number;
  /** Ends all connections without a goodbye. */
  dropConnections(): void;
  stop(): Promise<void>;
}

/** Starts a table on a free port, with its own certificate. */
export async function startTableServer(
  options: { delayMs?: number; connectMs?: number } = {},
): Promise<TableServer> {
  const folder = await mkdtemp(join(tmpdir(), "table-server-"));
  const certificateFile = join(folder, "certificate.pem");
  const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] }],
  });
  await writeFile(certificateFile, cert);

  const items: StoredItem[] = [];
  const acknowledgements: number[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let requests = 0;

  const server = createServer({ key, cert }, async (request, response) => {
    // DynamoDB's health check, open to everyone.
    if (request.method === "GET") {
      response.end("healthy: dynamodb.local ");
      return;
    }
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    requests++;
    if (table.delayMs === Number.POSITIVE_INFINITY) return;
    const written = itemsOf(String(request.headers["x-amz-target"]), JSON.parse(body));
    setTimeout(() => {
      items.push(...written);
      acknowledgements.push(Date.now());
      response.setHeader("Content-Type", "application/x-amz-json-1.0");
      response.end('{"UnprocessedItems":{}}');
    }, table.delayMs);
  });
  server.keepAliveTimeout = 0;

  const front = createTcpServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A killed function does not close its connections.
    socket.on("error", () => {});
    setTimeout(() => server.emit("connection", socket), table.connectMs);
  });

  const port = await listen(front);
  const table: TableServer = {
    env: {
      AWS_ENDPOINT_URL_DYNAMODB: `https://localhost:${port}`,
      NODE_EXTRA_CA_CERTS: certificateFile,
      EVENT_LOG_TABLE: "event-log",
    },
    items,
    acknowledgements,
    get requests() {
      return requests;
    },
    get connections() {
      return connections;
    },
    delayMs: options.delayMs ?? 0,
    connectMs: options.connectMs ?? 0,
    dropConnections() {
      for (const socket of sockets) socket.destroy();
    },
    async stop() {
      table.dropConnections();
      await new Promise((resolve) => front.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
  return table;
}

type AttributeValue = Record<string, unknown>;
type WireItem = Record<string, AttributeValue>;

function itemsOf(target: string, body: unknown): StoredItem[] {
  if (target.endsWith(".PutItem")) return [plain((body as { Item: WireItem }).Item)];
  const { RequestItems } = body as {
    RequestItems: Record<string, { PutRequest: { Item: WireItem } }[]>;
  };
  return Object.values(RequestItems)
    .flat()
    .map(({ PutRequest }) => plain(PutRequest.Item))
    .filter(({ pk }) => pk !== "ORIGINS");
}

function plain(item: WireItem): StoredItem {
  const values = Object.entries(item).map(([name, value]) => [name, plainValue(value)]);
  return Object.fromEntries(values) as StoredItem;
}

function plainValue(value: AttributeValue): unknown {
  const [type, content] = Object.entries(value)[0] ?? [];
  if (type === "N") return Number(content);
  if (type === "M") return plain(content as WireItem);
  if (type === "L") return (content as AttributeValue[]).map(plainValue);
  return type === "NULL" ? null : content;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
