import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { escapeHidden } from "@service-events/schema";
import { at, createSmallDashboard, type SmallDashboard } from "../../test/small-dashboard.js";
import type { Limits } from "./limits.js";

let dashboard: SmallDashboard;

/** Begins of texts that a spreadsheet would run. */
const FORMULAS = [
  "=1+1",
  "+1",
  "-1",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  "  =1",
  "＝1",
  "＋1",
  "－1",
  "＠x",
];

beforeAll(async () => {
  dashboard = await createSmallDashboard([
    ...FORMULAS.map((text, n) => ({
      origin: "evil",
      at: at(n),
      userId: text,
      description: `${text}"quoted", and\r\nbroken`,
      payload: { amount: -5, text },
    })),
  ]);
});
afterAll(() => dashboard.table.stop());

const lines = (text: string) => text.split("\n").slice(0, -1);

interface Line {
  id?: string;
  payload?: { n: number };
  truncated?: { reason: string; cursor: string; events: number };
}

/** Follows the cursors of exports that end early, and gives back the events of each. */
async function exportAll(limits: Partial<Limits>, query: string) {
  const app = dashboard.open({ access: { kind: "none" }, limits });
  const parts: { events: Line[]; reason?: string; bytes: number }[] = [];
  let cursor: string | undefined;
  do {
    const from = cursor ? `&cursor=${cursor}` : "";
    const response = await app.request(`/api/export?q=${query}${from}`);
    const text = await response.text();
    const all = lines(text).map((line) => JSON.parse(line) as Line);
    const events = all.filter(({ truncated }) => !truncated);
    const cut = all.at(-1)?.truncated;
    if (cut) expect(cut.events).toBe(events.length);
    cursor = cut?.cursor;
    parts.push({ events, bytes: JSON.stringify(text).length, ...(cut && { reason: cut.reason }) });
    if (parts.length > 200) throw new Error("an export without an end");
  } while (cursor);
  return parts;
}

describe("an export", () => {
  it("is a download of all events of the query, oldest first, one a line", async () => {
    const response = await dashboard.get("/api/export?q=origin:orders");
    const events = lines(await response.text()).map((line) => JSON.parse(line) as Line);

    expect(response.headers.get("content-type")).toBe("application/x-ndjson");
    expect(response.headers.get("content-disposition")).toMatch(
      /^attachment; filename="events-[\dT-]+Z\.ndjson"$/,
    );
    expect(events.map(({ payload }) => payload?.n)).toEqual(
      Array.from({ length: 90 }, (_, n) => n),
    );
    expect(events[0]?.id).toBe(`orders@${at(0)}@JOB_FAILED@p1`);
  });

  it("without events is empty, and has only the header as CSV", async () => {
    expect(await (await dashboard.get("/api/export?q=event:NEVER")).text()).toBe("");
    expect(await (await dashboard.get("/api/export?q=event:NEVER&format=csv")).text()).toMatch(
      /^createdAt,level,[^\n]*,id\r\n$/,
    );
  });

  it.each([
    ["rows", { exportRows: 40 }, [40, 40, 10]],
    ["time", { exportTime: 0, exportRows: 30 }, [30, 30, 30, 0]],
  ])("that reaches its most %s says so, and where to go on", async (_, limits, sizes) => {
    const parts = await exportAll(limits, "origin:orders");

    expect(parts.map(({ events }) => events.length)).toEqual(sizes);
    expect(parts.flatMap(({ events }) => events.map(({ payload }) => payload?.n))).toEqual(
      Array.from({ length: 90 }, (_, n) => n),
    );
    expect(parts.at(-1)).not.toHaveProperty("reason");
  });

  it("never exceeds its byte limit, and has every event once over all parts", async () => {
    const parts = await exportAll({ exportBytes: 12_000 }, "origin:orders");

    expect(parts.length).toBeGreaterThan(2);
    for (const { bytes } of parts) expect(bytes).toBeLessThan(12_000);
    expect(parts[0]).toMatchObject({ reason: "bytes" });
    expect(parts.flatMap(({ events }) => events.map(({ payload }) => payload?.n))).toEqual(
      Array.from({ length: 90 }, (_, n) => n),
    );
  });

  it("continues after an event that is too large", async () => {
    const parts = await exportAll({ exportBytes: 3_310 }, "user:u_1");

    expect(parts).toHaveLength(30);
    expect(parts[3]?.events).toMatchObject([{ lost: ["payload: too large to be sent"] }]);
  });

  it("that exceeds the read units of its caller is truncated, and can continue later", async () => {
    let now = 0;
    const app = dashboard.open({
      access: { kind: "none" },
      limits: {
        budget: { items: 20, units: 5_000, ms: 60_000 },
        units: { burst: 51, perSecond: 1 },
      },
      now: () => now,
    });
    const ask = async (cursor = "") =>
      lines(await (await app.request(`/api/export?q=origin:orders${cursor}`)).text()).map(
        (line) => JSON.parse(line) as Line,
      );
    const first = await ask();
    const cut = first.at(-1)?.truncated;

    expect(cut).toMatchObject({ reason: "cost-limit", events: first.length - 1 });
    expect((await app.request("/api/export?q=origin:orders")).status).toBe(429);
    now += 60_000;
    const [next] = await ask(`&cursor=${cut?.cursor}`);
    expect(next?.payload?.n).toBe(first.length - 1);
  });

  it("answers errors before it starts", async () => {
    for (const query of ["q=nofield:1", "q=&cursor=damaged", "format=xlsx"]) {
      const response = await dashboard.get(`/api/export?${query}`);
      expect(response.status).toBe(400);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
    }
  });

  it("stops reading when the caller disconnects", async () => {
    const app = dashboard.open({ access: { kind: "none" }, limits: { exportRows: 1_000 } });
    const response = await app.request("/api/export?q=origin:orders");
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    expect((await reader.read()).done).toBe(false);

    await reader.cancel();

    expect((await reader.read()).done).toBe(true);
  });
});

describe("a CSV", () => {
  it("has no cell that a spreadsheet would run, and one row per event", async () => {
    const response = await dashboard.get("/api/export?q=origin:evil&format=csv");
    const rows = parseCsv(await response.text());
    const [head = [], ...events] = rows;

    expect(response.headers.get("content-type")).toMatch("text/csv");
    expect(events).toHaveLength(FORMULAS.length);
    for (const [n, row] of events.entries()) {
      expect(row).toHaveLength(head.length);
      expect(row[head.indexOf("userId")]).toBe(escapeHidden(`'${FORMULAS[n]}`));
      expect(row[head.indexOf("description")]).toBe(
        escapeHidden(`'${FORMULAS[n]}"quoted", and\r\nbroken`),
      );
      expect(JSON.parse(row[head.indexOf("payload")] ?? "")).toEqual({
        amount: -5,
        text: FORMULAS[n],
      });
    }
  });

  it("that was truncated says so in its last row", async () => {
    const app = dashboard.open({ access: { kind: "none" }, limits: { exportRows: 5 } });
    const response = await app.request("/api/export?q=origin:orders&format=csv");

    expect((await response.text()).trimEnd().split("\r\n").at(-1)).toMatch(
      /^# truncated after 5 events \(rows\); continue with cursor \S+$/,
    );
  });
});

/** Reads a CSV by the rules of RFC 4180. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, bare = "", end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g,
  )) {
    row.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
