import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OPERATOR_CREDENTIALS } from "./operator.js";
import type { LocalApp } from "./start-local.js";

/** The file in which a local log publishes how to reach it, relative to the folder it was started from. */
const FOLDER = ".service-events";
const FILE = "local.json";

/** A log that runs on this machine. */
export interface LocalLog {
  endpoint: string;
  tableName: string;
  region: string;
  /** Local's own routes, and those of the app's HTTP API. */
  url: string;
  /** The dashboard's URL, including its token. */
  dashboardUrl?: string;
  pid: number;
  /** They give access to this log only. */
  credentials: { accessKeyId: string; secretAccessKey: string };
}

/**
 * Finds the log that runs in a folder. Undefined when there is no such file, it is malformed, its process has ended, or its
 * endpoint is not on this machine: a file from elsewhere must not redirect requests.
 */
export function readLocalLog(cwd: string): LocalLog | undefined {
  try {
    const log: unknown = JSON.parse(readFileSync(join(cwd, FOLDER, FILE), "utf8"));
    return isLocalLog(log) && isLoopback(log.endpoint) && isRunning(log.pid) ? log : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Lets commands that run in the same folder find the log of an app in this process.
 *
 * @returns Withdraws it, unless another process has published its own since.
 */
export function publishLocalLog(cwd: string, app: LocalApp, dashboardUrl?: string): () => void {
  const { dynamodbEndpoint: endpoint, tableName, region, url } = app;
  const { pid } = process;
  const credentials = { ...OPERATOR_CREDENTIALS };
  writeLocalLog(cwd, { endpoint, tableName, region, url, dashboardUrl, pid, credentials });
  return () => removeLocalLog(cwd, pid);
}

/** Writes how to reach a log. */
export function writeLocalLog(cwd: string, log: LocalLog): void {
  mkdirSync(join(cwd, FOLDER), { recursive: true });
  const text = `${JSON.stringify(log, null, 2)}\n`;
  writeFileSync(join(cwd, FOLDER, FILE), text, { mode: 0o600 });
}

/** Removes what a process has written, unless another one has written its own since. */
export function removeLocalLog(cwd: string, pid: number): void {
  if (readLocalLog(cwd)?.pid === pid) rmSync(join(cwd, FOLDER, FILE), { force: true });
}

function isLocalLog(value: unknown): value is LocalLog {
  if (typeof value !== "object" || value === null) return false;
  const { endpoint, tableName, region, pid, credentials } = value as Partial<LocalLog>;
  const texts = [
    endpoint,
    tableName,
    region,
    credentials?.accessKeyId,
    credentials?.secretAccessKey,
  ];
  return texts.every((text) => typeof text === "string" && text !== "") && Number.isInteger(pid);
}

function isLoopback(endpoint: string): boolean {
  const { hostname } = new URL(endpoint);
  return hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";
}

function isRunning(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    // The process exists and belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
