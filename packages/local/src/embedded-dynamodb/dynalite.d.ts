declare module "dynalite" {
  import type { Server } from "node:http";

  /** An in-process DynamoDB that speaks the real wire protocol. Times are in ms. */
  export default function dynalite(options?: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
    maxItemSizeKb?: number;
  }): Server;
}
