import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { Agent, get } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { seededRandom } from "@service-events/testing/fault-proxy/random";
import { build } from "esbuild";
import { parseUndelivered } from "../../test/undelivered-lines.js";
import { storedDescriptions } from "../../test/whereabouts.js";

const PAGE = fileURLToPath(new URL("../../../../docs/shutdown.md", import.meta.url));
const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));

const recipes = [
  { name: "a plain server", code: 0 },
  { name: "a server that exits", code: 0 },
  { name: "Fastify", code: 0 },
  { name: "signal-exit", signal: "SIGTERM" },
  { name: "cluster", code: 0 },
  { name: "worker threads", code: 0 },
].map((recipe, index) => ({ ...recipe, index }));

let table: EventTable;
let folder: string;

beforeAll(async () => {
  table = await createEventTable({ indexes: [] });
  // Beside the package's own modules, where Fastify is found.
  folder = await mkdtemp(join(PACKAGE, "node_modules/.recipes-"));
  const text = await readFile(PAGE, "utf8");
  const blocks = Array.from(text.matchAll(/^```ts\n(.*?)^```$/gms), ([, code]) => code ?? "");
  expect(blocks).toHaveLength(recipes.length);
  for (const [index, code] of blocks.entries()) {
    const contents = code.replace('"event-log"', JSON.stringify(table.tableName));
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: PACKAGE, loader: "ts" },
      ...{ bundle: true, write: false, format: "esm", platform: "node", target: "node20" },
      external: ["fastify", "signal-exit"],
    });
    await writeFile(join(folder, `${index}.mjs`), outputFiles[0]?.contents ?? "");
  }
}, 60_000);
afterAll(() => Promise.all([table.stop(), rm(folder, { recursive: true })]));

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

it.each(recipes)(
  "the recipe for $name loses no event that a client knows of",
  async ({ index, code = null, signal = null }) => {
    const random = seededRandom(index + 1);
    for (let run = 0; run < 3; run++) {
      const port = await freePort();
      const child = spawn(process.execPath, [join(folder, `${index}.mjs`)], {
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          ...{
            PORT: String(port),
            AWS_REGION: "us-east-1",
            AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
          },
          ...{ AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" },
        },
      });
      const ended = once(child, "close");
      let stderr = "";
      child.stderr.on("data", (text) => {
        stderr += text;
      });
      const agent = new Agent({ keepAlive: false });
      const answered: string[] = [];
      let stopped = false;
      const ask = async (path: string) => {
        const request = get({ port, path, agent });
        const [response] = await once(request, "response");
        response.resume();
        await once(response, "end");
        // Fastify refuses requests while it closes.
        if (response.statusCode === 200) answered.push(`requested ${path}`);
      };
      while ((await ask(`/${run}/first`).catch(() => "no server yet")) !== undefined)
        await sleep(20);
      const clients = Array.from({ length: 4 }, async (_, client) => {
        for (let n = 0; !stopped; n++) await ask(`/${run}/${client}/${n}`).catch(() => sleep(5));
      });
      await sleep(random() * 100);
      child.kill("SIGTERM");
      const [exitCode, exitSignal] = await ended;
      stopped = true;
      await Promise.all(clients);

      expect({ exitCode, exitSignal }).toEqual({ exitCode: code, exitSignal: signal });
      const known = new Set(await storedDescriptions(table, "orders"));
      for (const { record } of parseUndelivered(stderr).lines) known.add(record.description);
      expect(answered.filter((each) => !known.has(each))).toEqual([]);
      expect(answered.length).toBeGreaterThan(0);
    }
  },
  60_000,
);
