/**
 * Runs the benches: `pnpm bench [name ...] [--write]`.
 *
 * Without names all run, one after the other, in sizes for every day. Each is a program that prints Markdown tables on
 * stdout and its progress on stderr, so each can also be run alone, larger: `node --import tsx bench/delivery.ts 15`.
 * With `--write` the tables take their places in docs/benchmarks.md.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { machine, writeResult } from "./lib/results.js";

/** Each bench by name: the programs that it runs, of which the last prints the tables. */
const BENCHES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  delivery: [["bench/delivery.ts"]],
  "cold-start": [["bench/cold-start.ts"]],
  lambda: [["bench/lambda.ts", "2"]],
  throughput: [["bench/throughput.ts"]],
  outage: [["bench/outage.ts"]],
  sharding: [["bench/sharding.ts"]],
  signature: [["bench/signature.ts"]],
  payload: [["bench/payload.ts"]],
  query: [
    ["scripts/make-million-events.ts", "20000"],
    ["bench/query.ts", "20000", "30"],
  ],
};

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith("--"));
const unknown = [
  ...wanted.filter((name) => !Object.hasOwn(BENCHES, name)),
  ...args.filter((arg) => arg.startsWith("--") && arg !== "--write"),
];
if (unknown.length > 0) {
  console.error(
    `there is no bench or option '${unknown[0]}': the benches are ${Object.keys(BENCHES).join(", ")}, the option is --write`,
  );
  process.exit(2);
}

let failed = false;
for (const name of wanted.length > 0 ? wanted : Object.keys(BENCHES)) {
  console.log(`\n## ${name}\n\n${machine()}\n`);
  try {
    const tables = await runBench(BENCHES[name] ?? []);
    console.log(tables);
    if (args.includes("--write")) await writeResult(name, tables);
  } catch (error) {
    // The others are worth running all the same.
    console.error(`${name}: ${(error as Error).message}`);
    failed = true;
  }
}
process.exitCode = failed ? 1 : 0;

/** Runs the programs of a bench and gives what the last one printed. */
async function runBench(programs: readonly (readonly string[])[]): Promise<string> {
  let printed = "";
  for (const program of programs) printed = await runProgram(program);
  return printed.trim();
}

async function runProgram(program: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, ["--expose-gc", "--import", "tsx", ...program], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  });
  const ended = once(child, "close");
  const printed = await text(child.stdout);
  const [code] = await ended;
  if (code !== 0) throw new Error(`${program.join(" ")} ended with ${code}`);
  return printed;
}
