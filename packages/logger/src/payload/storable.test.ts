import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "@jest/globals";
import { DEFAULT_LIMITS } from "./limits.js";
import { createRedaction } from "./redact.js";
import { toStorable } from "./storable.js";

const stored = (value: unknown) => toStorable(value).value;

describe("toStorable", () => {
  it("returns no part of the original", () => {
    const item = { tags: ["a"] };
    const payload = { item };
    const { value } = toStorable(payload);
    item.tags.push("b");
    expect(value).toEqual({ item: { tags: ["a"] } });
  });

  it("knows the kinds of another realm", () => {
    const value = runInNewContext(
      `({ at: new Date(0), map: new Map([["a", 1]]), set: new Set([1]), error: new TypeError("x"), plain: {}, re: /x/ })`,
    );
    expect(stored(value)).toEqual({
      at: "1970-01-01T00:00:00.000Z",
      map: { a: 1 },
      set: [1],
      error: { name: "TypeError", message: "x" },
      plain: {},
      re: "/x/",
    });
  });

  it("reads own getters once and those of a class never", () => {
    let own = 0;
    let inherited = 0;
    class Order {
      get total() {
        inherited++;
        return 1;
      }
    }
    const order = Object.defineProperty(new Order(), "lazy", {
      enumerable: true,
      get: () => ++own,
    });
    expect(stored({ order })).toEqual({ order: { lazy: 1 } });
    expect([own, inherited]).toEqual([1, 0]);
  });

  it("asks toJSON once, with the key, and not what it returns", () => {
    const keys: unknown[] = [];
    const toJSON = (key: string) => {
      keys.push(key);
      return { kept: true, toJSON: () => "never" };
    };
    expect(stored({ field: { toJSON } })).toEqual({
      field: { kept: true, toJSON: { $type: "function toJSON" } },
    });
    expect(keys).toEqual(["field"]);
  });

  it("reads own fields where toJSON returns the object itself or one that holds it", () => {
    class Self {
      id = 1;
      toJSON() {
        return this;
      }
    }
    const parent: { child?: unknown } = {};
    parent.child = { toJSON: () => parent };
    expect(stored(new Self())).toEqual({ id: 1 });
    expect(stored(parent)).toEqual({ child: { $ref: "payload" } });
  });

  it("says with a path where a cycle leads", () => {
    const customer: Record<string, unknown> = { id: 1 };
    customer.orders = [{ customer }];
    expect(toStorable({ customer }, { root: "context" }).value).toEqual({
      customer: { id: 1, orders: [{ customer: { $ref: "context.customer" } }] },
    });
  });

  it("does not believe a tag", () => {
    const liar = { __proto__: { [Symbol.toStringTag]: "Map" }, a: 1 };
    const date = Object.create(
      { [Symbol.toStringTag]: "Date" },
      { a: { value: 1, enumerable: true } },
    );
    expect(stored([liar, date])).toEqual([{ a: 1 }, { a: 1 }]);
  });

  it("survives what throws something that throws", () => {
    const fail = (): never => {
      throw new Proxy({}, { get: fail, getPrototypeOf: fail });
    };
    const everything = { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail };
    const { value, lost } = toStorable({
      good: 1,
      bad: new Proxy({}, everything),
      get worse() {
        return fail();
      },
    });
    expect(value).toEqual({
      good: 1,
      bad: { $threw: "something that cannot be read" },
      worse: { $threw: "something that cannot be read" },
    });
    expect(lost).toEqual([
      "payload.bad: threw when it was read",
      "payload.worse: threw when it was read",
    ]);
  });

  it("leaves no trace where the stack ends", () => {
    let value: unknown;
    const dive = (): void => {
      try {
        dive();
      } catch {
        value ??= toStorable({ a: { b: { c: [1, 2, 3] } } }).value;
      }
    };
    expect(dive).not.toThrow();
    expect(value).toBeDefined();
  });

  it("keeps prototypes clean, its own and all others", () => {
    const { value } = toStorable(
      JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
    );
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(JSON.stringify(value)).toBe(
      '{"$proto":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    );
  });

  it("ignores what somebody put on Object.prototype", () => {
    const prototype = Object.prototype as { trap?: unknown; toJSON?: unknown };
    let value: unknown;
    try {
      const set = () => {
        throw new Error("trapped");
      };
      Object.defineProperty(prototype, "trap", { configurable: true, set });
      prototype.toJSON = () => "everything is this";
      value = stored({ trap: 1, a: { b: 2 } });
    } finally {
      delete prototype.trap;
      delete prototype.toJSON;
    }
    expect(value).toEqual({ trap: 1, a: { b: 2 } });
  });

  it("reduces requests of node:http to their heads", async () => {
    const server = createServer();
    const arrived = new Promise<unknown>((resolve) => {
      server.once("request", (incoming, answer) => {
        resolve(toStorable({ incoming, answer }, { redaction: createRedaction() }).value);
        answer.end();
      });
    });
    const port = await listen(server);
    try {
      request({
        port,
        host: "127.0.0.1",
        path: "/a?token=abc",
        headers: { cookie: "sid=1" },
      }).end();
      expect(await arrived).toEqual({
        incoming: {
          method: "GET",
          url: "/a?token=[redacted]",
          headers: {
            cookie: "[redacted]",
            host: `127.0.0.1:${port}`,
            connection: expect.any(String),
          },
        },
        answer: { $type: "ServerResponse" },
      });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe("the limits of a snapshot", () => {
  it("cut an array, and say how much", () => {
    const { value, lost } = toStorable({ items: new Array(2500).fill(1) });
    const { items } = value as { items: unknown[] };
    expect(items).toHaveLength(2001);
    expect(items.at(-1)).toEqual({ $cut: "500 more items" });
    expect(lost).toEqual(["payload.items: 500 more items"]);
  });

  it.each([
    ["a Set", new Set(Array.from({ length: 2500 }, (_, n) => n)), "500 more items"],
    ["a Map", new Map(Array.from({ length: 2500 }, (_, n) => [`k${n}`, n])), "500 more items"],
    ["a typed array", new Int32Array(2500), "500 more items"],
    ["a sparse array", new Array(1e9), "999998000 more items"],
  ])("cut %s as they cut an array", (_, input, cut) => {
    const { value, lost } = toStorable(input);
    expect((value as unknown[]).at(-1)).toEqual({ $cut: cut });
    expect(lost).toEqual([`payload: ${cut}`]);
  });

  it("cut an object", () => {
    const { value } = toStorable(
      Object.fromEntries(Array.from({ length: 2100 }, (_, n) => [`k${n}`, n])),
    );
    expect(Object.keys(value as object)).toHaveLength(2001);
    expect(value).toMatchObject({ k1999: 1999, $cut: "100 more keys" });
  });

  it("cut a text between characters", () => {
    const { value, lost } = toStorable({ body: "€".repeat(50_000) });
    const { body } = value as { body: string };
    expect(body).toMatch(/^€+… \(cut, 150000 bytes\)$/);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(65_536);
    expect(lost).toEqual(["payload.body: cut, 150000 bytes"]);
  });

  it("cut what is too deep", () => {
    let deep: unknown = "bottom";
    for (let level = 0; level < 100; level++) deep = level % 2 ? { deep } : [deep];
    const { value, lost } = toStorable(deep);
    expect(JSON.stringify(value)).toContain('{"$cut":"object"}');
    expect(lost).toEqual([
      expect.stringMatching(/^payload\.deep\[0\].*: object deeper than 16 levels$/),
    ]);
  });

  it("keep a total that stands behind a list without end", () => {
    const items = Array.from({ length: 2000 }, (_, id) => ({ id, text: "x".repeat(300) }));
    const { value, lost } = toStorable({ order: { items }, total: 99, currency: "EUR" });
    expect(value).toMatchObject({ total: 99, currency: "EUR" });
    expect(lost).toEqual([
      expect.stringMatching(/^payload\.order\.items\[\d+\]\.text: cut, 300 bytes$/),
      expect.stringMatching(/^payload\.order\.items: \d+ more items$/),
    ]);
    expect(Buffer.byteLength(JSON.stringify(value))).toBeLessThanOrEqual(262_144);
  });

  it("hold for objects that are shared a thousand million times", () => {
    let shared: unknown = ["leaf"];
    for (let level = 0; level < 15; level++) shared = Array.from({ length: 4 }, () => shared);
    const { value } = toStorable(shared);
    expect(JSON.stringify(value).length).toBeLessThan(262_144);
  });

  it.each([
    ["holes", new Array(2000)],
    ["small numbers", new Array(2000).fill(1234567)],
    ["large numbers", new Array(2000).fill(-1.2345678901234567e-100)],
    ["constants", new Array(2000).fill(false)],
    ["empty lists", new Array(2000).fill([])],
    ["what JSON escapes", new Array(2000).fill("\u0000\u0001")],
    ["what UTF-8 makes longer", new Array(2000).fill("€😀")],
    ["markers", new Array(2000).fill(Number.NaN)],
    ["things", new Array(2000).fill(Symbol("a"))],
    ["bytes", new Array(2000).fill(Buffer.from("hello"))],
    ["long names", new Array(2000).fill({ ["€".repeat(99)]: 1 })],
  ])("count every byte of %s", (_, items) => {
    const limits = { ...DEFAULT_LIMITS, maxBytes: 4096 };
    const { value } = toStorable({ items, beside: [items, items] }, { limits });
    const bytes = Buffer.byteLength(JSON.stringify(value));
    expect(bytes).toBeLessThanOrEqual(4096);
    expect(bytes).toBeGreaterThan(800);
  });

  it("are those that are given", () => {
    const limits = {
      ...DEFAULT_LIMITS,
      maxBytes: 4096,
      maxDepth: 2,
      maxItems: 3,
      maxTextBytes: 64,
    };
    const { value } = toStorable(
      { a: [[1]], b: [1, 2, 3, 4], c: "x".repeat(99), d: 1 },
      { limits },
    );
    expect(value).toEqual({
      a: [{ $cut: "array of 1" }],
      b: [1, 2, 3, { $cut: "1 more item" }],
      c: `${"x".repeat(45)}… (cut, 99 bytes)`,
      $cut: "1 more key",
    });
  });

  it("stop listing losses before the list is a load itself", () => {
    const { lost } = toStorable(Array.from({ length: 20 }, () => Buffer.alloc(1025)));
    expect(lost).toHaveLength(9);
    expect(lost?.at(-1)).toBe("and 12 more");
  });

  it("keep the bytes of binary data, and say how many there were", () => {
    expect(toStorable(Buffer.alloc(5000))).toEqual({
      value: { $binary: Buffer.alloc(1024).toString("base64"), bytes: 5000 },
      lost: ["payload: cut, 5000 bytes"],
    });
  });
});

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}
