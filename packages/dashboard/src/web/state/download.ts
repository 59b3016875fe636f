import { signal } from "@preact/signals";
import { type ApiError, toApiError } from "../api/error.js";
import { api } from "./session.js";

/** How an export stands. */
export interface Download {
  phase: "idle" | "running" | "done" | "failed";
  bytes: number;
  /** Events so far: lines of NDJSON; in CSV a text may hold line breaks, so it is an estimate there. */
  lines: number;
  error?: ApiError;
}

const IDLE: Download = { phase: "idle", bytes: 0, lines: 0 };

export const download = signal<Download>(IDLE);

let running: AbortController | undefined;

/** Reads all events of a query and hands them to the browser as a file. */
export async function startDownload(
  q: string,
  format: "ndjson" | "csv",
  order: "newest" | "oldest",
): Promise<void> {
  running?.abort();
  const controller = new AbortController();
  running = controller;
  download.value = { ...IDLE, phase: "running" };
  try {
    const response = await api.export({ q, format, order }, controller.signal);
    const parts = await readParts(response);
    save(new Blob(parts, { type: "application/octet-stream" }), nameOf(response, format));
    download.value = { ...download.peek(), phase: "done" };
  } catch (error) {
    if (controller.signal.aborted) return;
    download.value = { ...download.peek(), phase: "failed", error: toApiError(error) };
  }
}

/** Gives up what runs. */
export function stopDownload(): void {
  running?.abort();
  download.value = IDLE;
}

async function readParts(response: Response): Promise<Uint8Array<ArrayBuffer>[]> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    const { bytes, lines } = download.peek();
    download.value = {
      phase: "running",
      bytes: bytes + value.length,
      lines: lines + countLines(value),
    };
  }
  return parts;
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
  // The browser has its own hold on the file once the click is through.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function nameOf(response: Response, format: string): string {
  const named = /filename="([\w.-]+)"/.exec(response.headers.get("content-disposition") ?? "");
  return named?.[1] ?? `events.${format}`;
}
