import type { EventRecord } from "@service-events/schema";
import type { DeliveryOptions } from "../delivery/options.js";
import { handOverDepth, orPrint, type Undelivered } from "../delivery/undelivered.js";
import type { EventWriter } from "../event-writer.js";
import type { Refusal } from "../sink.js";
import { isAtOrAfter, type Position, type Segments } from "./segments.js";

/** Moves events from the files to the writer. */
export interface Pump {
  /** The writer behind the files, for what they cannot hold. */
  readonly writer: EventWriter;
  /** Of the events in the files. */
  readonly counters: { delivered: number; retried: number; undelivered: number };
  /** Delivers until the files are empty. Nothing to do if it is at work. */
  start(): void;
  /** Resolves when everything before the position is settled, or after so many ms. */
  settleTo(position: Position, ms: number): Promise<void>;
  stop(): void;
}

/** Records that are given to the writer at once: enough to fill its requests, few enough to keep in memory. */
const CHUNK_RECORDS = 2_000;

/** How long the writer may try a chunk, in ms. What is left is tried again after a pause. */
const CHUNK_MS = 10_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** How long the first event of a quiet spell waits for others, in ms. */
const LINGER_MS = 5;

interface Returned {
  readonly record: EventRecord<string>;
  readonly reason: string;
  readonly refusal: Refusal | undefined;
}

export function createPump(
  segments: Segments,
  createWriter: (options: Pick<DeliveryOptions, "undelivered" | "whenDown">) => EventWriter,
  undelivered: Undelivered | undefined,
): Pump {
  const handOver = orPrint(undelivered, "spool");
  /** What the writer was given in this attempt, and what came back. */
  const underway = new Set<EventRecord<string>>();
  let returned: Returned[] = [];
  const writer = createWriter({
    // What cannot be delivered now has its place in the files, not in the writer's queue.
    whenDown: "hand-over",
    undelivered(records, reason, refusal) {
      for (const record of records) {
        if (underway.has(record)) returned.push({ record, reason, refusal });
        else giveUp({ record, reason, refusal });
      }
    },
  });
  /** An account of its own: events that bypass the files are not counted with theirs. */
  const fromFiles = writer.fork();
  const counters = { delivered: 0, retried: 0, undelivered: 0 };
  const waiters = new Set<() => void>();
  let running = false;
  let stopped = false;
  /** Ends the pause between two attempts. */
  let wake = () => {};

  function giveUp({ record, reason, refusal }: Returned): void {
    handOver([{ record, depth: handOverDepth() }], reason, refusal);
  }

  const isEmpty = () => isAtOrAfter(segments.settled, segments.end);

  function start(): void {
    if (running || stopped || isEmpty()) return;
    running = true;
    run().finally(() => {
      running = false;
      start();
    });
  }

  async function run(): Promise<void> {
    await pause(LINGER_MS);
    let position = segments.settled;
    let pauseMs = FIRST_PAUSE_MS;
    let carried: EventRecord<string>[] = [];
    while (!stopped) {
      // New ones each time, as far as there is room: a record that the sink rejects must not block those after it.
      const { lines, end } = segments.read(position, CHUNK_RECORDS - carried.length);
      if (lines.length === 0 && carried.length === 0) return;
      const records = lines.map(parseLine).filter((record) => record !== undefined);
      counters.undelivered += lines.length - records.length;
      const attempted = carried.length + records.length;
      carried = await attempt([...carried, ...records]);
      if (stopped) return;
      position = end;
      if (carried.length === 0) segments.settle(position);
      for (const check of waiters) check();
      if (carried.length === 0) continue;
      if (carried.length < attempted) pauseMs = FIRST_PAUSE_MS;
      await pause(pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  /** Gives records to the writer. @returns those that came back and are worth another attempt */
  async function attempt(records: readonly EventRecord<string>[]): Promise<EventRecord<string>[]> {
    for (const record of records) {
      underway.add(record);
      fromFiles(record);
    }
    const { delivered } = await fromFiles.flush({ deadline: CHUNK_MS });
    const cameBack = returned;
    returned = [];
    underway.clear();
    counters.delivered += delivered;
    // A sink that takes nothing may be set up wrongly; one that takes others rejects the record itself.
    const isFinal = ({ refusal }: Returned) =>
      delivered > 0 && refusal?.status === "reject" && refusal.kind !== "forbidden";
    const rejected = cameBack.filter(isFinal);
    counters.undelivered += rejected.length;
    rejected.forEach(giveUp);
    const again = cameBack.filter((each) => !isFinal(each)).map(({ record }) => record);
    counters.retried += again.length;
    return again;
  }

  /** A pause does not keep a process alive: what it waits for is on the disk. */
  async function pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      if (ms > LINGER_MS) timer.unref();
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function settleTo(position: Position, ms: number): Promise<void> {
    const isSettled = () => isAtOrAfter(segments.settled, position);
    if (isSettled()) return;
    start();
    wake();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, ms);
      const check = () => isSettled() && done();
      waiters.add(check);
      function done() {
        clearTimeout(timer);
        waiters.delete(check);
        resolve();
      }
    });
  }

  function stop(): void {
    stopped = true;
    wake();
  }

  return { writer, counters, start, settleTo, stop };
}

/** A line that a dying disk has damaged is passed over, and the ones after it are delivered. */
function parseLine(line: string): EventRecord<string> | undefined {
  try {
    const record = JSON.parse(line);
    if (typeof record.pk === "string" && typeof record.sk === "string") return record;
  } catch {
    // Warned about below, like JSON that is not a record.
  }
  process.emitWarning(
    `a line of ${line.length} characters in the spool is damaged and was skipped`,
  );
  return undefined;
}
