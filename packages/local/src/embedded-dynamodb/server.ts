import { join, resolve } from "node:path";
import dynalite from "dynalite";
import { listen } from "../http-server.js";
import { lockFolder } from "./folder-lock.js";
import { addTimeToLive } from "./time-to-live.js";

/** A DynamoDB that runs in this process and speaks the wire protocol. */
export interface EmbeddedDynamoDb {
  endpoint: string;
  stop(): Promise<void>;
}

/** Options of {@link startEmbeddedDynamoDb}. */
export interface EmbeddedDynamoDbOptions {
  /** The folder to store the data in. Default: none, the data is lost at the end. */
  persist?: string;
  /** How often expired items are deleted, in ms. Default: 60,000. */
  sweepIntervalMs?: number;
}

const DEFAULT_SWEEP_INTERVAL_MS = 60_000;

/**
 * Starts the embedded DynamoDB on a free port of 127.0.0.1, with the time to live that dynalite itself lacks.
 *
 * @throws LocalError when another process uses the folder
 */
export async function startEmbeddedDynamoDb(
  options: EmbeddedDynamoDbOptions = {},
): Promise<EmbeddedDynamoDb> {
  const folder = options.persist === undefined ? undefined : resolve(options.persist);
  const unlock = folder === undefined ? () => {} : lockFolder(folder);
  const server = dynalite({
    ...(folder === undefined ? {} : { path: join(folder, "dynamodb") }),
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
  });
  const timeToLive = addTimeToLive(server);
  const { url, stop } = await listen(server, 0);
  const stopSweeper = timeToLive.sweepEvery(
    options.sweepIntervalMs ?? DEFAULT_SWEEP_INTERVAL_MS,
    url,
  );
  return {
    endpoint: url,
    async stop() {
      await stopSweeper();
      await stop();
      unlock();
    },
  };
}
