import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareKeys } from "@service-events/query";
import type { Cli } from "../../cli.js";
import { openLineFile } from "../../files/line-file.js";
import { readLines } from "../../files/read-lines.js";

/** A line of a file, and the sort key of its event. */
export interface KeyedLine {
  sk: string;
  line: string;
}

/** What a first read through a file finds. */
export interface FileScan {
  /** Lines with an event. */
  events: number;
  /** The smallest and the largest sort key, if there is any. */
  first?: string;
  last?: string;
  isSorted: boolean;
}

/** The sort key of a line; `undefined` if it has none. */
export type KeyOf = (line: string, number: number) => string | undefined;

/** Characters of lines that are sorted in memory at once. */
const CHUNK_CHARACTERS = 8 * 1024 * 1024;

/** Reads a file once to find its range and whether it is sorted. */
export async function scanFile(cli: Cli, file: string, keyOf: KeyOf): Promise<FileScan> {
  const scan: FileScan = { events: 0, isSorted: true };
  let previous: string | undefined;
  let number = 0;
  for await (const line of readLines(cli, file)) {
    number++;
    const sk = line.trim() === "" ? undefined : keyOf(line, number);
    if (sk === undefined) continue;
    scan.events++;
    if (previous !== undefined && compareKeys(previous, sk) > 0) scan.isSorted = false;
    if (scan.first === undefined || compareKeys(sk, scan.first) < 0) scan.first = sk;
    if (scan.last === undefined || compareKeys(sk, scan.last) > 0) scan.last = sk;
    previous = sk;
  }
  return scan;
}

/** Reads the lines of a file as they stand. */
export async function* inFileOrder(
  cli: Cli,
  file: string,
  keyOf: KeyOf,
): AsyncGenerator<KeyedLine, void, undefined> {
  for await (const line of readLines(cli, file)) {
    const sk = line.trim() === "" ? undefined : keyOf(line, 0);
    if (sk !== undefined) yield { sk, line };
  }
}

/** Reads the lines of a file in key order: sorts chunks of it into temporary files, and merges them. */
export async function* inKeyOrder(
  cli: Cli,
  file: string,
  keyOf: KeyOf,
): AsyncGenerator<KeyedLine, void, undefined> {
  const folder = await mkdtemp(join(tmpdir(), "service-events-"));
  try {
    const pieces = await writePieces(cli, file, keyOf, folder);
    yield* merge(pieces.map((piece) => inFileOrder(cli, piece, keyOf)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writePieces(
  cli: Cli,
  file: string,
  keyOf: KeyOf,
  folder: string,
): Promise<string[]> {
  const pieces: string[] = [];
  let lines: KeyedLine[] = [];
  let characters = 0;

  async function write(): Promise<void> {
    if (lines.length === 0) return;
    lines.sort((a, b) => compareKeys(a.sk, b.sk));
    const piece = await openLineFile(join(folder, `${pieces.length}.ndjson`));
    pieces.push(piece.path);
    await piece.write(lines.map(({ line }) => line));
    await piece.close();
    lines = [];
    characters = 0;
  }

  for await (const keyed of inFileOrder(cli, file, keyOf)) {
    lines.push(keyed);
    characters += keyed.line.length;
    if (characters > CHUNK_CHARACTERS) await write();
  }
  await write();
  return pieces;
}

/** Merges sorted streams; a piece is megabytes, so there are few enough to look at each of them. */
async function* merge(
  streams: readonly AsyncGenerator<KeyedLine, void, undefined>[],
): AsyncGenerator<KeyedLine, void, undefined> {
  try {
    const heads = await Promise.all(streams.map((stream) => stream.next()));
    while (true) {
      const least = indexOfLeast(heads.map(({ value }) => value?.sk));
      const head = heads[least]?.value;
      if (!head) return;
      yield head;
      heads[least] = await (streams[least] as AsyncGenerator<KeyedLine, void, undefined>).next();
    }
  } finally {
    await Promise.all(streams.map((stream) => stream.return()));
  }
}

function indexOfLeast(keys: readonly (string | undefined)[]): number {
  return keys.reduce((least, key, at) => {
    const best = keys[least];
    return key !== undefined && (best === undefined || compareKeys(key, best) < 0) ? at : least;
  }, 0);
}
