import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

const run = promisify(execFile);
const packageFolder = resolve(__dirname, "../..");

const PREAMBLE = `
import { createLogger, defineEvents, type EventRecord } from "@service-events/logger";
import { z } from "zod";
declare const writeEvent: (record: EventRecord) => void;
const events = defineEvents({
  ORDER_PLACED: { payload: z.object({ orderId: z.string() }) },
  NIGHT_DONE: { description: "The night's work is done" },
});
const logger = createLogger({ origin: "orders", environment: "prod", writeEvent, events });
`;

const MISTAKES = [
  {
    code: 'logger.event("ORDER_PLACE", { description: "d", payload: { orderId: "o_1" } });',
    message: `Argument of type '"ORDER_PLACE"' is not assignable to parameter of type '"NIGHT_DONE" | "ORDER_PLACED"'.`,
  },
  {
    code: 'logger.event("ORDER_PLACED", { description: "d", payload: {} });',
    message:
      "Property 'orderId' is missing in type '{}' but required in type '{ orderId: string; }'.",
  },
  {
    code: 'logger.event("ORDER_PLACED", { description: "d", payload: { orderId: 1 } });',
    message: "Type 'number' is not assignable to type 'string'.",
  },
  {
    code: 'logger.event("ORDER_PLACED", { payload: { orderId: "o_1" } });',
    message: "Property 'description' is missing",
  },
  {
    code: 'logger.event("NIGHT_DONE", { payload: { orderId: "o_1" } });',
    message: `'orderId' does not exist in type 'EventHasNoPayload<"NIGHT_DONE">'.`,
  },
  {
    code: "defineEvents({ A: { payload: z.object({ n: z.number().default(1) }) } });",
    message:
      'Mistake<"a payload is stored as it is given: its schema must not transform, coerce, brand or fill in defaults">',
  },
  {
    code: "defineEvents({ A: { payload: z.string() } });",
    message: 'Mistake<"a payload is an object: its schema must be of one">',
  },
  {
    code: 'defineEvents({ A: { level: "error", sample: 0.5 } });',
    message: 'Mistake<"errors are never sampled">',
  },
  {
    code: 'defineEvents({ A: { retenion: 1, level: "info" } });',
    message: 'Mistake<"retenion is not an option of an event">',
  },
] as const;

/** What the compiler says, by the number of the mistake. */
let said: readonly string[] = [];
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "catalogue-mistakes-"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await link("@service-events/logger", packageFolder);
  for (const name of ["zod", "@types/node"]) {
    await link(name, join(packageFolder, "node_modules", name));
  }
  for (const [n, { code }] of MISTAKES.entries()) {
    await writeFile(join(folder, `mistake-${n}.ts`), `${PREAMBLE}${code}\n`);
  }
  const config = { extends: join(packageFolder, "tsconfig.json"), include: ["*.ts"] };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const output = await compile();
  said = MISTAKES.map((_, n) => messageFor(output, n));
}, 120_000);

/** Gives the folder a package, as an installation would. */
async function link(name: string, target: string): Promise<void> {
  const path = join(folder, "node_modules", name);
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path, "junction");
}

async function compile(): Promise<string> {
  const tsc = join(packageFolder, "node_modules/typescript/bin/tsc");
  const args = [tsc, "--project", folder, "--pretty", "false"];
  // It fails, as it should, and says on stdout why.
  return run(process.execPath, args).then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => stdout,
  );
}

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A message begins with its file; its further lines are indented. */
function messageFor(output: string, n: number): string {
  return output
    .split(/\n(?=\S)/)
    .filter((message) => message.includes(`mistake-${n}.ts(`))
    .join("\n");
}

describe("the compiler's message", () => {
  it.each(MISTAKES.map(({ code, message }, n) => [code, message, n] as const))(
    "for %s says what is wrong",
    (_code, message, n) => {
      expect(said[n]).toContain(message);
      expect(said[n]?.match(/error TS/g)).toHaveLength(1);
    },
  );
});
