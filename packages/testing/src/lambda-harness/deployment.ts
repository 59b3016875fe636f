import { afterAll, afterEach, beforeAll, beforeEach } from "@jest/globals";
import { type Bundle, bundleFunction } from "./bundle.js";
import { createFunction, type FunctionOptions, type LambdaFunction } from "./lambda-function.js";
import { startTableServer, type TableServer } from "./table-server.js";

const FUNCTIONS = {
  article: { file: "article", format: "cjs" },
  await: { file: "await", format: "esm" },
  afterResponse: { file: "after-response", format: "esm" },
  fanOut: { file: "fan-out", format: "esm" },
  moduleLogger: { file: "module-logger", format: "esm" },
  commonJs: { file: "after-response-option", format: "cjs" },
} as const;

/** The functions that tests deploy. */
export type Deployable = keyof typeof FUNCTIONS;

/** What a test file needs to deploy functions and to see what became of their events. */
export interface Deployments {
  /** The table of the test that runs: empty at first, every write takes 80 ms. */
  readonly table: TableServer;
  /** Deploys a function for the test that runs; it is stopped after it. */
  deploy(name: Deployable, options?: Partial<FunctionOptions>): LambdaFunction;
  /** The descriptions of what the table holds, in order. */
  stored(): unknown[];
  /** When the table acknowledged the last write, in ms since 1970. */
  lastAcknowledgement(): number;
}

/** Long enough to tell what came first. */
const WRITE_MS = 80;

/** Bundles the functions before the tests of a file, and gives each test its own table. */
export function useDeployments(names: readonly Deployable[]): Deployments {
  const bundles = new Map<Deployable, Bundle>();
  const deployed: LambdaFunction[] = [];
  let table: TableServer;

  beforeAll(async () => {
    for (const name of names) {
      const { file, format } = FUNCTIONS[name];
      bundles.set(name, await bundleFunction(file, format));
    }
  });

  afterAll(async () => {
    for (const bundle of bundles.values()) await bundle.remove();
  });

  beforeEach(async () => {
    table = await startTableServer({ delayMs: WRITE_MS });
  });

  afterEach(async () => {
    await Promise.all(deployed.splice(0).map((each) => each.stop()));
    await table.stop();
  });

  return {
    get table() {
      return table;
    },
    deploy(name, options = {}) {
      const bundle = bundles.get(name);
      if (!bundle) throw new Error(`${name} is not among the functions of this file`);
      const env = { ...table.env, ...options.env };
      const created = createFunction({ file: bundle.file, ...options, env });
      deployed.push(created);
      return created;
    },
    stored() {
      const items = table.items.toSorted((a, b) => (a.sk < b.sk ? -1 : 1));
      return items.map((item) => item.description);
    },
    lastAcknowledgement: () => table.acknowledgements.at(-1) ?? Number.NaN,
  };
}

/** The descriptions of what a function has printed as undelivered. */
export function undelivered({ stderr }: LambdaFunction): unknown[] {
  return stderr
    .split("\n")
    .filter((line) => line.startsWith('{"undelivered"'))
    .map((line) => JSON.parse(line).record.description);
}

/** How often a text holds another. */
export function countOf(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** Waits for something that is bound to happen, and gives up after 20 s. */
export async function waitFor(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries === 4_000) throw new Error(`it did not happen within 20 s: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
