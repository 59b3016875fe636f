import { signal } from "@preact/signals";
import type { ExportQuery } from "../api/client.js";
import { ApiError, toApiError } from "../api/error.js";
import { takePart } from "./export-parts.js";
import { api } from "./session.js";

/** The state of an export. */
export interface Download {
  phase: "idle" | "running" | "done" | "failed";
  bytes: number;
  /** Lines so far: one for each event, and the headings of a CSV. */
  lines: number;
  error?: ApiError;
}

const IDLE: Download = { phase: "idle", bytes: 0, lines: 0 };

export const download = signal<Download>(IDLE);

/** The most retries in a row. */
const MAX_WAITS = 10;

let running: AbortController | undefined;

/** Exports all events of a query, in as many parts as the server needs, and saves them as one file. */
export async function startDownload(query: ExportQuery): Promise<void> {
  running?.abort();
  const controller = new AbortController();
  running = controller;
  download.value = { ...IDLE, phase: "running" };
  try {
    const { parts, name } = await readAll(query, controller.signal);
    save(new Blob(parts, { type: "application/octet-stream" }), name);
    download.value = { ...download.peek(), phase: "done" };
  } catch (error) {
    if (controller.signal.aborted) return;
    download.value = { ...download.peek(), phase: "failed", error: toApiError(error) };
  }
}

/** Cancels the export. */
export function stopDownload(): void {
  running?.abort();
  download.value = IDLE;
}

async function readAll(
  query: ExportQuery,
  signal: AbortSignal,
): Promise<{ parts: Blob[]; name: string }> {
  const { format } = query;
  const parts: Blob[] = [];
  let name = `events.${format}`;
  let cursor: string | undefined;
  while (true) {
    const response = await askPatiently({ ...query, cursor }, signal);
    const part = await takePart(await readBody(response), format, parts.length === 0);
    if (parts.length === 0) name = nameOf(response) ?? name;
    parts.push(part.events);
    if (part.cursor === undefined) return { parts, name };
    if (part.cursor === "" || part.cursor === cursor) {
      throw new ApiError("failed", 0, { detail: "the export made no progress" });
    }
    // Neither the truncation line nor a repeated header is an event.
    const noEvents = format === "csv" ? 2 : 1;
    download.value = { ...download.peek(), lines: download.peek().lines - noEvents };
    cursor = part.cursor;
  }
}

/** Requests a part, and retries after the time the server names. */
async function askPatiently(query: ExportQuery, signal: AbortSignal): Promise<Response> {
  for (let waits = 0; ; waits += 1) {
    try {
      return await api.export(query, signal);
    } catch (error) {
      const seconds = error instanceof ApiError ? error.retryAfter : undefined;
      if (seconds === undefined || waits === MAX_WAITS || signal.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    }
  }
}

async function readBody(response: Response): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    const { bytes, lines } = download.peek();
    download.value = {
      phase: "running",
      bytes: bytes + value.length,
      lines: lines + countLines(value),
    };
  }
  return new Blob(pieces);
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (const byte of bytes) if (byte === 10) lines += 1;
  return lines;
}

function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download keeps its own reference once the click is handled.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function nameOf(response: Response): string | undefined {
  const named = /filename="([\w.-]+)"/.exec(response.headers.get("content-disposition") ?? "");
  return named?.[1];
}
