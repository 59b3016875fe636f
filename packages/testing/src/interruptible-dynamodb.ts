import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { startEmbeddedDynamoDb } from "../../local/src/embedded-dynamodb/server.js";

/** An embedded DynamoDB that can go away, and come back at the same address with its data. */
export interface InterruptibleDynamoDb {
  endpoint: string;
  /** Ends connections and refuses new ones. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** Only the connection to it is interrupted, so it keeps its data without a folder. */
export async function startInterruptibleDynamoDb(): Promise<InterruptibleDynamoDb> {
  const dynamodb = await startEmbeddedDynamoDb();
  const { port: dynamodbPort } = new URL(dynamodb.endpoint);
  const sockets = new Set<Socket>();
  const listener = createServer((near) => {
    const far = connect(Number(dynamodbPort), "127.0.0.1");
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      // Closing one side closes the other; an error is always followed by this.
      socket
        .on("error", () => {})
        .on("close", () => {
          sockets.delete(socket);
          other.destroy();
        });
    }
  });
  const port = await listen(listener, 0);

  const goAway = async () => {
    if (!listener.listening) return;
    const closed = once(listener, "close");
    listener.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    endpoint: `http://127.0.0.1:${port}`,
    goAway,
    async comeBack() {
      await listen(listener, port);
    },
    async stop() {
      await goAway();
      await dynamodb.stop();
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
