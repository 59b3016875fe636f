// Changes lines of the sources, one at a time, and says which change no test notices:
// `pnpm mutations [count=30] [seed=1]`. Runs in a clean tree only, and leaves it clean.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

/** What is changed into what. Each stands alone in a line of code, so that the change compiles. */
const MUTATIONS = [
  [" === ", " !== "],
  [" !== ", " === "],
  [" < ", " <= "],
  [" >= ", " > "],
  [" > 0", " > 1"],
  [" && ", " || "],
  [" || ", " && "],
  [" + 1", " - 1"],
  ["return true", "return false"],
  ["return false", "return true"],
  ["Math.min(", "Math.max("],
  ["Math.max(", "Math.min("],
  [" ?? 0", " ?? 1"],
];

const [count = 30, seed = 1] = process.argv.slice(2).map(Number);
const git = (...options) => execFileSync("git", options, { encoding: "utf8" });

if (git("status", "--porcelain") !== "") {
  console.error("commit or stash first: the sources are changed and restored by this");
  process.exit(1);
}

const candidates = git("ls-files", "packages/*/src/**.ts", "packages/*/src/*.ts")
  .split("\n")
  .filter((file) => file && !/\.test(-support)?\.ts$|packages\/testing\/|\/web\//.test(file))
  .flatMap(mutationsOf);
const random = seededRandom(seed);
const chosen = Array.from(
  { length: count },
  () => candidates[Math.floor(random() * candidates.length)],
);

let survived = 0;
for (const [n, mutation] of chosen.entries()) {
  const isCaught = tryMutation(mutation);
  if (!isCaught) survived++;
  const { file, line, from, to } = mutation;
  console.log(
    `${n + 1} ${isCaught ? "caught" : "SURVIVED"} ${file}:${line + 1} "${from}" → "${to}"`,
  );
}
console.log(`${count - survived} of ${count} caught`);
process.exitCode = survived === 0 ? 0 : 1;

function mutationsOf(file) {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.flatMap((text, line) => {
    const isCode = !/^\s*(\/\/|\*|\/\*|import |export (type|interface)|type )/.test(text);
    if (!isCode || text.includes("=>") || text.includes(" extends ")) return [];
    const fitting = MUTATIONS.filter(([from]) => text.split(from).length === 2);
    return fitting.map(([from, to]) => ({ file, line, from, to }));
  });
}

/** Whether a test fails once the line is changed: first those of the package, then all that the file matters to. */
function tryMutation({ file, line, from, to }) {
  const text = readFileSync(file, "utf8");
  const lines = text.split("\n");
  lines[line] = lines[line].replace(from, to);
  writeFileSync(file, lines.join("\n"));
  try {
    const [, name] = file.split("/");
    return fails(file, "--testPathPatterns", `packages/${name}/`) || fails(file);
  } finally {
    writeFileSync(file, text);
  }
}

function fails(file, ...options) {
  const related = ["--findRelatedTests", file, "--bail", "--silent", "--passWithNoTests"];
  const { status } = spawnSync(process.execPath, ["scripts/test.mjs", ...options, ...related], {
    stdio: "ignore",
    timeout: 600_000,
  });
  return status !== 0;
}

/** Mulberry32: the same choice on every machine. */
function seededRandom(start) {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
