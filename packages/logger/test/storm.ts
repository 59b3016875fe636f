import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createEventTable } from "@service-events/testing/event-table";
import { passOn } from "@service-events/testing/fault-proxy/faults";
import { startFaultProxy } from "@service-events/testing/fault-proxy/proxy";
import { seededRandom } from "@service-events/testing/fault-proxy/random";
import { startTableProcess } from "@service-events/testing/fault-proxy/table-process";
import { bundlePrograms, type Ending, type RunningProgram } from "./program.js";
import { storedEvents, undeliveredEvents } from "./whereabouts.js";

/** Who else listens to SIGTERM in a process, and how that process must then end. */
const HOSTS: Readonly<Record<string, (ending: Ending) => boolean>> = {
  alone: endedBySignal,
  once: (ending) => ending.code === 0 && ending.stdout.includes("closed"),
  on: (ending) => ending.code === 0 && ending.stdout.includes("closed"),
  exit: ({ code }) => code === 3,
  shutdown: ({ code }) => code === 4,
  "signal-exit 3": (ending) => endedBySignal(ending) && ending.stdout.includes("cleaned up"),
  "signal-exit 4": (ending) => endedBySignal(ending) && ending.stdout.includes("cleaned up"),
  "signal-exit 3 and 4": (ending) =>
    endedBySignal(ending) && ending.stdout.split("cleaned up").length === 3,
  cluster: ({ code }) => code === 0,
};

function endedBySignal({ signal }: Ending): boolean {
  return signal === "SIGTERM";
}

/** What went wrong, counted at the table, at stderr, and at the process itself. */
export interface StormReport {
  runs: number;
  events: number;
  /** Neither in the table nor in a line. */
  lost: number;
  /** In two lines. */
  doubled: number;
  /** In the table and in a line as well: the process ended before the answer came. */
  inBoth: number;
  /** Runs that did not end within 20 s of the signal. */
  hung: number;
  /** Runs that ended otherwise than their host decides. */
  endedWrong: number;
  /** What to look at. */
  failures: string[];
}

/** How many processes run at once. */
const LANES = 4;
const HUNG_MS = 20_000;

/** Ends processes by SIGTERM at random moments, and looks for every event that they said they have recorded. */
export async function signalStorm(runs: number, seed: number): Promise<StormReport> {
  const server = await startTableProcess();
  const [table, programs] = await Promise.all([
    createEventTable({ indexes: [], endpoint: server.endpoint }),
    bundlePrograms(),
  ]);
  const report: StormReport = {
    ...{ runs, events: 0, lost: 0, doubled: 0, inBoth: 0, hung: 0, endedWrong: 0 },
    failures: [],
  };
  const names = Object.keys(HOSTS);

  async function run(number: number): Promise<void> {
    const random = seededRandom(seed * 100_003 + number);
    const host = names[number % names.length] as string;
    const origin = randomUUID();
    let onRequest = () => {};
    const proxy = await startFaultProxy({
      target: table.endpoint,
      plan: () => async (exchange) => {
        await passOn(exchange);
        onRequest();
      },
    });
    const program = programs.start("storm", {
      ...{ endpoint: proxy.endpoint, tableName: table.tableName, origin },
      storm: { host, gapMs: random() < 0.5 ? random() * 2 : 20 + random() * 30 },
    });
    await program.printed("ready");
    const visible = new Promise<void>((resolve) => {
      onRequest = resolve;
    });
    // As soon as something is in the table, or at any time.
    if (random() < 0.4) await visible;
    await sleep(random() < 0.5 ? random() * 5 : random() * 150);
    await judge(number, host, origin, await endOf(program));
    await proxy.stop();
  }

  async function judge(n: number, host: string, origin: string, ending?: Ending): Promise<void> {
    const failures = report.failures.length;
    if (ending === undefined) {
      report.hung++;
      report.failures.push(`run ${n} (${host}) hung`);
      return;
    }
    if (!HOSTS[host]?.(ending)) {
      report.endedWrong++;
      report.failures.push(`run ${n} (${host}) ended by ${ending.code ?? ending.signal}`);
    }
    const said = [...ending.stdout.matchAll(/^\d+$/gm)].map(Number);
    const stored = new Set(await storedEvents(table, origin));
    const lines = undeliveredEvents(ending.lines.map(({ record }) => record));
    const lost = said.filter((event) => !stored.has(event) && !lines.includes(event));
    report.events += said.length;
    report.lost += lost.length;
    report.doubled += lines.length - new Set(lines).size;
    report.inBoth += lines.filter((event) => stored.has(event)).length;
    if (lost.length > 0) report.failures.push(`run ${n} (${host}) lost ${lost}`);
    if (report.failures.length > failures) report.failures.push(ending.stderr.slice(0, 500));
  }

  try {
    let next = 0;
    const lane = async () => {
      while (next < runs) await run(next++);
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  } finally {
    await Promise.all([table.stop(), programs.remove()]);
    await server.stop();
  }
  return report;
}

/** Sends the signal; undefined when the process does not end by it. */
async function endOf({ child, ended }: RunningProgram): Promise<Ending | undefined> {
  child.kill("SIGTERM");
  const patience = new AbortController();
  const late = sleep(HUNG_MS, undefined, { signal: patience.signal }).catch(() => {});
  const ending = await Promise.race([ended, late]);
  patience.abort();
  if (ending === undefined) child.kill("SIGKILL");
  return ending as Ending | undefined;
}
