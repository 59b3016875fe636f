import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";
import { PassThrough, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { Cli } from "../cli.js";
import { CliError, messageOf, usageError } from "../errors.js";

/** What some programs, most of them on Windows, put before a text in UTF-8. */
const BYTE_ORDER_MARK = /^\ufeff/;

/** Told how much of a file has been read, from 0 to 1. */
export type OnShare = (share: number) => void;

/**
 * Reads lines from a file, or from stdin when it is named `-`. A file that begins as gzip does is unpacked, whatever its
 * name is.
 *
 * @throws CliError when it cannot be read.
 */
export async function* readLines(
  cli: Cli,
  file: string,
  onShare: OnShare = () => {},
): AsyncGenerator<string, void, undefined> {
  if (file === "-") {
    if (cli.io.stdin.isTTY) throw usageError("nothing on stdin", "name a file, or pipe lines in");
    yield* linesOf(cli.io.stdin, cli.signal);
    return;
  }
  const { isGzip, size } = await look(file);
  const source = createReadStream(file);
  source.on("data", () => onShare(source.bytesRead / size));
  source.pause();
  if (!isGzip) {
    yield* linesOf(source, cli.signal);
    return;
  }
  const text = new PassThrough();
  const unpacked = pipeline(source, createGunzip(), text);
  // It fails when the reader stops early, which is not an error.
  unpacked.catch(() => {});
  try {
    yield* linesOf(text, cli.signal);
    await unpacked;
  } catch (error) {
    cli.signal.throwIfAborted();
    throw new CliError("FILE", `'${file}' cannot be decompressed: ${messageOf(error)}`);
  }
}

async function* linesOf(
  stream: Readable,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  // A stream that is destroyed ends no lines; only an interface that is closed does.
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY, signal });
  try {
    let isFirst = true;
    for await (const line of lines) {
      yield isFirst ? line.replace(BYTE_ORDER_MARK, "") : line;
      isFirst = false;
    }
    signal.throwIfAborted();
  } finally {
    lines.close();
    stream.destroy();
  }
}

async function look(file: string): Promise<{ isGzip: boolean; size: number }> {
  try {
    const handle = await open(file, "r");
    try {
      const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
      const { size } = await handle.stat();
      return { isGzip: buffer[0] === 0x1f && buffer[1] === 0x8b, size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw usageError(`no such file '${file}'`, "check the name; - is stdin");
    throw usageError(`'${file}' cannot be read: ${message}`);
  }
}
