/**
 * Runs the benches: `pnpm bench [name ...] [--full] [--write]`.
 *
 * Without names all run, one after the other, in sizes for every day; with `--full` in those of docs/benchmarks.md, in
 * which `--write` puts the tables. Each is a program that prints Markdown on stdout and its progress on stderr, and can
 * be run alone: `node --import tsx bench/delivery.ts 15`.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { machine, writeResult } from "./lib/results.js";

/** The programs of a bench, of which the last prints the tables. */
type Programs = readonly (readonly string[])[];

const BENCHES: Readonly<Record<string, Programs>> = {
  delivery: [["bench/delivery.ts"]],
  "cold-start": [["bench/cold-start.ts"]],
  lambda: [["bench/lambda.ts", "2"]],
  throughput: [["bench/throughput.ts"]],
  outage: [["bench/outage.ts"]],
  "fan-out": [["bench/fan-out.ts"]],
  sinks: [["bench/sinks.ts"]],
  sharding: [["bench/sharding.ts"]],
  signature: [["bench/signature.ts"]],
  spool: [["bench/spool.ts"]],
  payload: [["bench/payload.ts"]],
  types: [["bench/types.ts"]],
  redaction: [["bench/redaction.ts"]],
  query: [
    ["scripts/make-million-events.ts", "20000"],
    ["bench/query.ts", "20000", "30"],
  ],
};

/** Sizes of the benches for the docs, if larger than the everyday ones. */
const FULL: Readonly<Record<string, Programs>> = {
  lambda: [["bench/lambda.ts", "5"]],
  // The rules before the corpus was there.
  redaction: [["bench/redaction.ts", "d7f2307"]],
  throughput: [["bench/throughput.ts", "1000000"]],
  outage: [["bench/outage.ts", "30", "100000"]],
  sharding: [["bench/sharding.ts", "20"]],
  query: [["scripts/make-million-events.ts"], ["bench/query.ts"]],
};

/** The benches whose tables are not in docs/benchmarks.md. */
const PAGES: Readonly<Record<string, string>> = { redaction: "redaction.md" };

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    full: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const unknown = wanted.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined) {
  console.error(`unknown bench '${unknown}'; available: ${Object.keys(BENCHES).join(", ")}`);
  process.exit(2);
}

let failed = false;
for (const name of wanted.length > 0 ? wanted : Object.keys(BENCHES)) {
  console.log(`\n## ${name}\n\n${machine()}\n`);
  try {
    const programs = (options.full ? FULL[name] : undefined) ?? BENCHES[name] ?? [];
    const tables = await runBench(programs);
    console.log(tables);
    if (options.write) await writeResult(name, tables, PAGES[name]);
  } catch (error) {
    // Still run the others.
    console.error(`${name}: ${(error as Error).message}`);
    failed = true;
  }
}
process.exitCode = failed ? 1 : 0;

/** Runs the programs of a bench and gives what the last one printed. */
async function runBench(programs: Programs): Promise<string> {
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
