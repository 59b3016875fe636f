import { afterAll, afterEach, beforeAll, expect, it, jest } from "@jest/globals";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { record, store } from "./sample-events.js";
import { ended, killChildren, printed, type RunOptions, runCli, startCli } from "./spawn-cli.js";

let table: EventTable;
let options: RunOptions;

// Each run starts a process.
jest.setTimeout(60_000);

afterEach(killChildren);

beforeAll(async () => {
  table = await createEventTable();
  await store(table, [record(60_000, { description: "a minute ago" })]);
  options = {
    env: { AWS_ENDPOINT_URL_DYNAMODB: table.endpoint, EVENT_LOG_TABLE: table.tableName },
  };
});

afterAll(() => table.stop());

it("serves the log to who has the printed address, until Ctrl-C", async () => {
  const child = startCli(["dashboard", "--no-open", "--json"], options);
  const run = ended(child);
  const [line] = await Promise.all([firstLine(child), printed(child, "#token=")]);
  const url = new URL((JSON.parse(line) as { url: string }).url);
  const events = new URL("/api/events", url);

  const refused = await fetch(events);
  const answer = await fetch(events, {
    headers: { authorization: `Bearer ${url.hash.replace("#token=", "")}` },
  });

  expect(url.hostname).toBe("127.0.0.1");
  expect(refused.status).toBe(401);
  expect(await answer.json()).toMatchObject({ events: [{ description: "a minute ago" }] });
  child.kill("SIGINT");
  expect((await run).code).toBe(130);
  await expect(fetch(events)).rejects.toThrow("fetch failed");
});

it("takes the port that is asked for, and says when it is in use", async () => {
  const child = startCli(["dashboard", "--no-open"], options);
  const { port } = new URL(await firstLine(child));

  const { code, stderr } = await runCli(["dashboard", "--no-open", "--port", port], options);

  expect(code).toBe(1);
  expect(stderr).toContain(`port ${port} is in use: choose another one`);
});

it("says that there is no such table", async () => {
  const { code, stdout, stderr } = await runCli(
    ["dashboard", "--no-open", "--table", "nothing", "--json"],
    options,
  );

  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(JSON.parse(stderr)).toMatchObject({ code: "NO_SUCH_TABLE" });
});

function firstLine(child: ReturnType<typeof startCli>): Promise<string> {
  let text = "";
  return new Promise((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      text += String(chunk);
      if (text.includes("\n")) resolve(text.slice(0, text.indexOf("\n")));
    });
    child.once("close", () => reject(new Error(`ended after '${text}'`)));
  });
}
