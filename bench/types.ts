/**
 * What a large catalogue costs the compiler: `pnpm bench types [rounds=3]`. A file of 300 events and 1,000 calls is
 * checked by `tsc`, beside the same file over the most direct generic signature there is, in turns; the best round of
 * each counts.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { markdownTable, short } from "./lib/table.js";

const EVENTS = 300;
const CALLS = 1_000;

const OURS = {
  before: `import { createLogger, defineEvents, type EventRecord } from "@service-events/logger";
declare const writeEvent: (record: EventRecord) => void;
export const events = defineEvents({`,
  after: `});
const logger = createLogger({ origin: "bench", environment: "prod", writeEvent, events });`,
};

const DIRECT = {
  before: `type Input<Schema> = Schema extends { "~standard": { types?: { input: infer I } | undefined } } ? I : never;
interface Logger<Events extends Record<string, { payload: unknown }>> {
  event<Name extends keyof Events>(
    name: Name,
    data: { description: string; userId?: string; payload: Input<Events[Name]["payload"]> },
  ): void;
}
declare function create<const Events extends Record<string, { payload: unknown }>>(events: Events): Logger<Events>;
const logger = create({`,
  after: "});",
};

function program({ before, after }: typeof OURS): string {
  const events = Array.from(
    { length: EVENTS },
    (_, n) =>
      `EVENT_${n}: { payload: z.object({ id: z.string(), n${n}: z.number().optional() }) },`,
  );
  const calls = Array.from({ length: CALLS }, (_, n) => {
    const event = n % EVENTS;
    return `logger.event("EVENT_${event}", { description: "d", userId: "u_1", payload: { id: "x", n${event}: ${n} } });`;
  });
  return ['import { z } from "zod";', before, ...events, after, ...calls].join("\n");
}

const rounds = Number(process.argv[2] ?? 3);
// Below the logger, where its name and zod resolve.
const folder = await mkdtemp(
  fileURLToPath(new URL("../packages/logger/bench-types-", import.meta.url)),
);
const ways = { "this package": OURS, "a direct generic signature": DIRECT };
const best = new Map<string, number>();
try {
  for (const [name, way] of Object.entries(ways)) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "program.ts"), program(way));
    const config = { extends: "../../../../tsconfig.base.json", include: ["program.ts"] };
    await writeFile(join(folder, name, "tsconfig.json"), JSON.stringify(config));
  }
  for (let round = 1; round <= rounds; round++) {
    for (const name of Object.keys(ways)) {
      const options = ["--project", join(folder, name), "--extendedDiagnostics"];
      const { stdout } = await promisify(execFile)("tsc", options);
      const seconds = Number(/^Check time:\s+([\d.]+)s/m.exec(stdout)?.[1]);
      best.set(name, Math.min(best.get(name) ?? seconds, seconds));
    }
    console.error(`types: round ${round} of ${rounds}`);
  }
  const direct = best.get("a direct generic signature") ?? Number.NaN;
  console.log(
    markdownTable(
      [
        `${EVENTS} events, ${CALLS.toLocaleString("en")} calls`,
        "check time, s",
        "of the direct one",
      ],
      [...best].map(([name, seconds]) => [name, short(seconds), short(seconds / direct)]),
    ),
  );
} finally {
  await rm(folder, { recursive: true });
}
