import { once } from "node:events";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from "@jest/globals";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { accessDenied, blackHole, passOn } from "@service-events/testing/fault-proxy/faults";
import { always } from "@service-events/testing/fault-proxy/plan";
import { type FaultProxy, startFaultProxy } from "@service-events/testing/fault-proxy/proxy";
import { seededRandom } from "@service-events/testing/fault-proxy/random";
import {
  bundlePrograms,
  type Ending,
  type ProgramName,
  type Programs,
  type RunningProgram,
  type StartOptions,
} from "../../test/program.js";
import { expectAllSettled } from "../../test/proof.js";
import { parseUndelivered } from "../../test/undelivered-lines.js";
import { storedEvents, storedKeys, undeliveredEvents } from "../../test/whereabouts.js";

jest.setTimeout(60_000);

let table: EventTable;
let programs: Programs;
let proxy: FaultProxy;
let origin: string;
let origins = 0;
const started: RunningProgram[] = [];

beforeAll(async () => {
  [table, programs] = await Promise.all([createEventTable({ indexes: [] }), bundlePrograms()]);
});
afterAll(() => Promise.all([table.stop(), programs.remove()]));

beforeEach(async () => {
  origin = `program-${++origins}`;
  proxy = await startFaultProxy({ target: table.endpoint, plan: always(passOn) });
});
afterEach(async () => {
  for (const { child } of started.splice(0)) child.kill("SIGKILL");
  await proxy.stop();
});

function start(name: ProgramName, options: Partial<StartOptions> = {}): RunningProgram {
  const { tableName } = table;
  const program = programs.start(name, {
    ...{ tableName, origin, endpoint: proxy.endpoint },
    ...options,
  });
  started.push(program);
  return program;
}

const stored = () => storedEvents(table, origin);
const inLines = ({ lines }: Ending) => undeliveredEvents(lines.map(({ record }) => record));

describe("a process that ends by itself", () => {
  it("delivers first what is queued", async () => {
    const ending = await start("natural-end", { events: 300 }).ended;

    expect(ending).toMatchObject({ code: 0, signal: null, stdout: "", stderr: "" });
    expectAllSettled({ stored: await stored(), undelivered: [] }, 300);
  });

  it("is not kept alive by a writer that has nothing to send, or by its open connections", async () => {
    const { code, signal, lines } = await start("flush", { events: 0 }).ended;
    expect({ code, signal, lines }).toEqual({ code: 0, signal: null, lines: [] });
    expect(proxy.connections).toBe(0);

    // The proxy never closes a connection, so this program would wait for ever if it waited for that.
    expect(await start("flush", { events: 1 }).ended).toMatchObject({ code: 0, signal: null });
    expect(proxy.connections).toBe(1);
  });

  it("leaves lines, and ends in bounded time, when nothing listens", async () => {
    await proxy.die();
    const ending = await start("natural-end", { events: 300 }).ended;

    expect(ending).toMatchObject({ code: 0, signal: null, stderr: "" });
    expectAllSettled({ stored: [], undelivered: inLines(ending) }, 300);
    expect(ending.lines[0]?.undelivered).toMatch(/ECONNREFUSED/);
    // Five seconds are granted; the rest is for a busy machine.
    expect(ending.ms).toBeLessThan(20_000);
  });

  it("leaves lines, and ends in bounded time, when nothing answers", async () => {
    proxy.follow(always(blackHole));
    const ending = await start("natural-end", { events: 300 }).ended;

    expect(ending).toMatchObject({ code: 0, signal: null, stderr: "" });
    expectAllSettled({ stored: [], undelivered: inLines(ending) }, 300);
    expect(ending.ms).toBeLessThan(20_000);
  });
});

describe("a process that is ended", () => {
  it("leaves a line for every event when process.exit() follows at once", async () => {
    const ending = await start("exit-at-once", { events: 300 }).ended;

    expect(ending).toMatchObject({ code: 7, signal: null, stderr: "" });
    expectAllSettled({ stored: await stored(), undelivered: inLines(ending) }, 300);
    expect(ending.lines).toHaveLength(300);
  });

  it("fails as it would without events when an error is not caught, and leaves their lines", async () => {
    const without = await start("uncaught", { events: 0 }).ended;
    const ending = await start("uncaught", { events: 300 }).ended;

    expect(without.stderr).toContain("Error: the business failed");
    expect(ending).toMatchObject({ code: 1, signal: null, stderr: without.stderr });
    expect(without.code).toBe(1);
    expectAllSettled({ stored: await stored(), undelivered: inLines(ending) }, 300);
    expect(ending.lines).toHaveLength(300);
  });

  it.each(["SIGTERM", "SIGINT"] as const)(
    "delivers what is queued at %s, and ends by it",
    async (signal) => {
      const program = start("server", { events: 300 });
      await program.printed("ready");
      program.child.kill(signal);
      const ending = await program.ended;

      expect(ending).toMatchObject({ code: null, signal, stderr: "" });
      expectAllSettled({ stored: await stored(), undelivered: inLines(ending) }, 300);
      expect((await stored()).length).toBeGreaterThan(0);
    },
  );

  it("ends by SIGTERM also when everything was delivered long before", async () => {
    const program = start("server", { events: 1 });
    await program.printed("ready");
    while ((await stored()).length === 0) await sleep(20);
    program.child.kill("SIGTERM");

    expect(await program.ended).toMatchObject({ code: null, signal: "SIGTERM", lines: [] });
  });

  it("ends by SIGTERM also when two copies of the logger watch over it", async () => {
    const program = start("two-copies", { events: 50 });
    await program.printed("ready");
    program.child.kill("SIGTERM");
    const ending = await program.ended;

    expect(ending).toMatchObject({ code: null, signal: "SIGTERM", stderr: "" });
    // What the table took, and did not say so in time, is in a line as well; the copies number their events alike.
    const keys = [
      ...(await storedKeys(table, origin)),
      ...ending.lines.map(({ record }) => record.sk),
    ];
    expect(new Set(keys).size).toBe(100);
  });

  it("leaves lines at SIGTERM for what nobody takes within Lambda's half second", async () => {
    proxy.follow(always(blackHole));
    const program = start("server", { events: 300 });
    await program.printed("ready");
    program.child.kill("SIGTERM");
    const ending = await program.ended;

    expect(ending).toMatchObject({ code: null, signal: "SIGTERM", stderr: "" });
    expectAllSettled({ stored: [], undelivered: inLines(ending) }, 300);
  });

  it("delivers at SIGTERM and leaves the end to another listener", async () => {
    const program = start("polite-server", { events: 300 });
    await program.printed("ready");
    program.child.kill("SIGTERM");
    const ending = await program.ended;

    expect(ending).toMatchObject({ code: 0, signal: null, stderr: "" });
    expect(ending.stdout).toContain("closing");
    expectAllSettled({ stored: await stored(), undelivered: inLines(ending) }, 300);
    expect((await stored()).length).toBeGreaterThan(0);
  });
});

describe("a process whose stderr is a pipe", () => {
  it("loses no line when the pipe is full and its reader slow", async () => {
    const program = start("chatty-exit", { events: 1_000, padding: 1_500 });
    const stderr = program.child.stderr as NodeJS.ReadableStream;
    // A pipe holds 64 KB, and there are about 2 MB to say.
    stderr.pause();
    await program.printed("recorded");
    await sleep(300);
    stderr.on("data", () => {
      stderr.pause();
      setTimeout(() => stderr.resume(), 2);
    });
    stderr.resume();
    const ending = await program.ended;

    expect(ending).toMatchObject({ code: 0, signal: null, stderr: "starting\n" });
    expectAllSettled({ stored: await stored(), undelivered: inLines(ending) }, 1_000);
    expect(ending.lines).toHaveLength(1_000);
  });

  it("is not waited for when nobody reads it: what it does not take goes to stdout", async () => {
    const random = seededRandom(2);
    for (let run = 0; run < 3; run++) {
      const program = start("chatty-exit", { events: 300, padding: 500 + random() * 1_500 });
      const stderr = program.child.stderr as NodeJS.ReadableStream;
      stderr.pause();
      await once(program.child, "exit");
      stderr.resume();
      const ending = await program.ended;
      const { lines } = parseUndelivered(ending.stdout);

      expect(ending).toMatchObject({ code: 0, signal: null });
      expect(lines.length).toBeGreaterThan(0);
      const undelivered = [...inLines(ending), ...inLines({ ...ending, lines })];
      expectAllSettled({ stored: await stored(), undelivered }, 300);
    }
  });

  it("leaves the lines to stdout when nobody reads stderr any more", async () => {
    const program = start("exit-at-once", { events: 300 });
    program.child.stderr?.destroy();
    const ending = await program.ended;
    const { lines } = parseUndelivered(ending.stdout);

    expect(ending).toMatchObject({ code: 7, signal: null, lines: [] });
    expectAllSettled({ stored: await stored(), undelivered: inLines({ ...ending, lines }) }, 300);
  });

  it("leaves the lines in a file when nobody reads stdout either", async () => {
    const program = start("exit-at-once", { events: 300 });
    program.child.stderr?.destroy();
    program.child.stdout?.destroy();
    const [code, signal] = await once(program.child, "exit");
    const prefix = `service-events-undelivered-${program.child.pid}-`;
    const [name = ""] = (await readdir(tmpdir())).filter((file) => file.startsWith(prefix));
    const file = join(tmpdir(), name);
    const { lines } = parseUndelivered(await readFile(file, "utf8"));
    const { mode } = await stat(file);
    await rm(file);

    expect({ code, signal, mode: mode & 0o777 }).toEqual({ code: 7, signal: null, mode: 0o600 });
    const undelivered = undeliveredEvents(lines.map(({ record }) => record));
    expectAllSettled({ stored: await stored(), undelivered }, 300);
  });
});

describe("a callback for undelivered events", () => {
  it("that is not done when the process ends has its events printed, whenever they were handed over", async () => {
    const random = seededRandom(3);
    proxy.follow(always(blackHole));
    for (const flushMs of [undefined, 1, random() * 100, random() * 300]) {
      const ending = await start("async-undelivered", { events: 10, flushMs }).ended;

      expect(ending).toMatchObject({ code: 7, signal: null });
      expectAllSettled({ stored: [], undelivered: inLines(ending) }, 10);
    }
  });

  it.each([0, 1])(
    "that logs through its own writer comes to an end (a turn later: %d)",
    async (flushMs) => {
      proxy.follow(always(accessDenied));
      const ending = await start("self-logging", { events: 10, flushMs }).ended;

      expect(ending).toMatchObject({ code: 0, signal: null });
      const said = ending.lines.map(({ record }) => record.description).join();
      for (let n = 0; n < 10; n++) expect(said).toContain(`lost event ${n}:`);
    },
  );
});
