import { describe, expect, it } from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import { describeSinkContract, type SinkHarness } from "@service-events/testing/sink-contract";
import { someRecord } from "../../test/memory-sink.js";
import { createFakeStdout } from "../../test/places/fake-stdout.js";
import { createEventWriter } from "../delivery/writer.js";
import { createConsoleEventWriter, createConsoleSink } from "./console.js";

async function startHarness(): Promise<SinkHarness> {
  const stdout = createFakeStdout();
  return {
    sink: createConsoleSink(stdout),
    behave: stdout.behave,
    record: someRecord,
    // JSON has no word for it. A logger's own records hold nothing of the kind.
    badRecord: () => ({ ...someRecord(999), payload: { total: 1n } }),
    async stored() {
      const lines = (await stdout.text()).split("\n").slice(0, -1);
      return lines.map((line) => JSON.parse(line).sk);
    },
    stop: async () => {},
  };
}

describeSinkContract("stdout", startHarness);

async function print(record: EventRecord<string>): Promise<string> {
  const stdout = createFakeStdout();
  const writer = createEventWriter(createConsoleSink(stdout));
  writer(record);
  await writer.flush();
  return stdout.text();
}

describe("the console writer", () => {
  const record: EventRecord<string> = {
    ...someRecord(15),
    level: "warn",
    userId: "u_ada",
    description: "Job failed:\n\u001b[31mexport\u2028",
  };

  it("prints a record as one line of JSON", async () => {
    const printed = await print({ ...record, environment: "prod" });

    expect(printed.indexOf("\n")).toBe(printed.length - 1);
    expect(JSON.parse(printed)).toEqual({ ...record, environment: "prod" });
  });

  it("prints one line for people where the environment is local, that no text in it can break", async () => {
    expect(await print({ ...record, environment: "local" })).toBe(
      '02:48:15.000  warn   contract  JOB_STARTED  Job failed:  [31mexport   user=u_ada  {"n":15}\n',
    );
  });

  it.each([[{ lingerMs: -1 }], [{ undelivered: "stderr" }]])("throws for %j", (config) => {
    expect(() => createConsoleEventWriter(config as never)).toThrow(/must be/);
  });
});
