import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const STDOUT = 1;
const STDERR = 2;

/** How long, in ms, the event loop may stand still for a pipe that nobody reads. */
const STUCK_MS = 500;

const NEWLINE = Buffer.from("\n");
const pause = new Int32Array(new SharedArrayBuffer(4));

/** Something that lines are written to. */
interface Outlet {
  readonly fd: number;
  /** Whether it did not take a byte for as long as is waited: it is not waited for again until it does. */
  stuck: boolean;
  /** Whether a line was begun and not ended. */
  torn: boolean;
}

const stderr: Outlet = { fd: STDERR, stuck: false, torn: false };
const stdout: Outlet = { fd: STDOUT, stuck: false, torn: false };
let file: Outlet | undefined;
/** What has yet to be said about the file. */
let notice = "";

/**
 * Writes lines to stderr before it returns, also when that is a pipe that is full for the moment. Where nobody reads
 * stderr any more they go to stdout, and then to a file in the folder for temporary files, which is named once, as soon
 * as there is somebody to read it.
 */
export function printLines(lines: readonly string[]): void {
  const text = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  for (const outlet of [stderr, stdout]) {
    if (!write(outlet, text)) continue;
    if (notice !== "" && write(outlet, Buffer.from(notice))) notice = "";
    return;
  }
  write(openFile(), text);
}

function openFile(): Outlet {
  if (file) return file;
  const path = join(tmpdir(), `service-events-undelivered-${process.pid}-${Date.now()}.ndjson`);
  let fd = -1;
  try {
    const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = fs.constants;
    fd = fs.openSync(path, O_APPEND | O_CREAT | O_EXCL | O_WRONLY, 0o600);
    notice = `service-events: stderr and stdout took nothing for a while; undelivered events are in ${path}\n`;
  } catch {
    // There is no place left.
  }
  file = { fd, stuck: false, torn: false };
  return file;
}

/** Writes all of a text; false when the outlet does not take it. */
function write(outlet: Outlet, text: Buffer): boolean {
  // A pipe that Node has opened does not block; one that it has not would block for as long as nobody reads.
  if (outlet.fd === STDERR) void process.stderr;
  if (outlet.fd === STDOUT) void process.stdout;
  let rest = outlet.torn ? Buffer.concat([NEWLINE, text]) : text;
  let last = performance.now();
  while (rest.length > 0) {
    try {
      rest = rest.subarray(fs.writeSync(outlet.fd, rest));
      last = performance.now();
      outlet.stuck = false;
      outlet.torn = rest.length > 0;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return false;
      if (outlet.stuck || performance.now() - last > STUCK_MS) {
        outlet.stuck = true;
        return false;
      }
      Atomics.wait(pause, 0, 0, 1);
    }
  }
  return true;
}
