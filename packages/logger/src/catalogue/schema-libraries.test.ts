import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

const repository = resolve(import.meta.dirname, "../../../..");
const program = resolve(import.meta.dirname, "../../test/programs/schema-libraries.ts");

let records: EventRecord<string>[] = [];
let fits: ValidateFunction;

beforeAll(async () => {
  const args = ["--import", "tsx", program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: repository });
  const printed = stdout.split("\n").find((line) => line.startsWith('{"records"')) ?? "";
  const { schema, ...rest } = JSON.parse(printed);
  records = rest.records;
  fits = new Ajv2020({ strict: true }).compile(schema);
}, 60_000);

describe.each(["WITH_ZOD", "WITH_VALIBOT", "WITH_ARKTYPE"])("a payload schema: %s", (name) => {
  it("accepts a valid payload, and marks an invalid one with the path", () => {
    const [good, bad] = records.filter(({ event }) => event === name);

    expect(good?.payload).toEqual({ order: { total: 1 } });
    expect(good).not.toHaveProperty("invalid");
    expect(bad?.payload).toEqual({ order: { total: "none" } });
    expect(bad?.invalid).toEqual([expect.stringMatching(/^payload\.order\.total: .*number/)]);
  });

  it("agrees with JSON Schema", () => {
    const verdicts = records.filter(({ event }) => event === name).map((record) => fits(record));

    expect(verdicts).toEqual([true, false]);
  });
});
