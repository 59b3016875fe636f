import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { bundlePrograms, type Programs } from "../../../test/program.js";

let programs: Programs;
beforeAll(async () => {
  programs = await bundlePrograms();
}, 60_000);
afterAll(() => programs.remove());

const START = { endpoint: "http://127.0.0.1:1", tableName: "none", origin: "console", events: 50 };

describe("a program that prints its events on stdout", () => {
  it("has them in a pipe, whole and once, however many there are", async () => {
    const program = programs.start("console", { ...START, events: 2_000, padding: 500 });
    await program.printed("ready");
    program.child.kill("SIGUSR2");
    const { stdout, stderr, code } = await program.ended;

    const [ready, ...lines] = stdout.split("\n").slice(0, -1);
    expect([code, ready]).toEqual([0, "ready"]);
    expect(JSON.parse(stderr).report).toEqual({ delivered: 2_000, undelivered: 0, pending: 0 });
    const numbers = lines.map((line) => JSON.parse(line).payload.n);
    expect(numbers).toEqual(Array.from({ length: 2_000 }, (_, n) => n));
  }, 60_000);

  it("hands them over, and lives on, when nobody reads stdout any more", async () => {
    const program = programs.start("console", START);
    await program.printed("ready");
    const { stdout: pipe } = program.child;
    pipe?.destroy();
    program.child.kill("SIGUSR2");
    const { lines, stderr, code } = await program.ended;

    expect(code).toBe(0);
    expect(JSON.parse(stderr).report).toEqual({ delivered: 0, undelivered: 50, pending: 0 });
    expect(lines).toHaveLength(50);
    expect(lines[0]).toMatchObject({ sink: "console", undelivered: "stdout: write EPIPE" });
  }, 60_000);
});
