import { describe, expect, it } from "@jest/globals";
import { days } from "@service-events/schema";
import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as v from "valibot";
import { z } from "zod";
import { recorder } from "../../test/recorder.js";
import { defineEvents } from "./define.js";
import { catalogueToJsonSchema, catalogueToMarkdown } from "./export.js";

const node = z.object({
  name: z.string(),
  get children() {
    return z.array(node).optional();
  },
});

const events = defineEvents({
  ORDER_PLACED: {
    description: "A customer placed an order",
    version: 2,
    payload: z.object({
      orderId: z.string().meta({ description: "Ours | not\nthe shop's" }),
      plan: z.enum(["free", "pro"]),
      lines: z.array(z.object({ sku: z.string(), count: z.number().optional() })),
    }),
  },
  TREE_GROWN: { payload: node, retention: days(1) },
  WITH_VALIBOT: { payload: toStandardJsonSchema(v.object({ total: v.number() })) },
  WITH_BARE_VALIBOT: { payload: v.object({ total: v.number() }) },
  WITH_DATE: { payload: z.object({ at: z.date(), id: z.string() }) },
  PERHAPS: { payload: z.object({ id: z.string() }).optional() },
  PAYMENT_FAILED: { level: "error", payload: "any", redact: ["iban", "bic"], retention: "forever" },
  "odd/na~me %|`": { description: "d", level: "debug", sample: 0.1, retention: 90 },
});

describe("catalogueToJsonSchema", () => {
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  const validate = ajv.compile(catalogueToJsonSchema(events));
  const order = { orderId: "o_1", plan: "pro", lines: [{ sku: "s_1" }] };

  function fits(record: unknown): boolean {
    return validate(JSON.parse(JSON.stringify(record)));
  }

  it("is a schema that the records of a logger fit", () => {
    const { logger, records } = recorder(events);
    const d = { description: "d" };
    logger.event("ORDER_PLACED", { payload: { ...order, plan: "pro" } });
    logger.event("TREE_GROWN", { ...d, payload: { name: "a", children: [{ name: "b" }] } });
    logger.event("WITH_VALIBOT", { ...d, payload: { total: 1 } });
    logger.event("WITH_BARE_VALIBOT", { ...d, payload: { total: 1 } });
    logger.event("WITH_DATE", { ...d, payload: { at: new Date(), id: "d_1" } });
    logger.event("PERHAPS", d);
    logger.event("PAYMENT_FAILED", { ...d, payload: { iban: "DE12" } });

    expect(records).toHaveLength(7);
    expect(records.map((record) => [record.event, fits(record)])).toEqual(
      records.map((record) => [record.event, true]),
    );
    expect(fits({ event: "odd/na~me %|`", level: "debug" })).toBe(true);
  });

  it.each([
    ["another event", { event: "ORDER_PLACE", level: "info", payload: order }],
    ["another version", { event: "ORDER_PLACED", level: "info", version: 1, payload: order }],
    ["another level", { event: "PAYMENT_FAILED", level: "info" }],
    ["no payload", { event: "ORDER_PLACED", level: "info", version: 2 }],
    [
      "a missing field",
      { event: "ORDER_PLACED", level: "info", payload: { plan: "pro", lines: [] } },
    ],
    [
      "a wrong field deep down",
      { event: "TREE_GROWN", level: "info", payload: { name: "a", children: [{ name: 1 }] } },
    ],
    ["a wrong field beside a Date", { event: "WITH_DATE", level: "info", payload: { id: 1 } }],
    ["a wrong field of valibot", { event: "WITH_VALIBOT", level: "info", payload: { total: "1" } }],
  ])("is a schema that %s does not fit", (_what, record) => {
    expect(fits(record)).toBe(false);
  });

  it("notes if a library does not support JSON Schema", () => {
    const { $defs } = catalogueToJsonSchema(events) as {
      $defs: Record<string, { properties: { payload: unknown } }>;
    };

    expect($defs.WITH_BARE_VALIBOT?.properties.payload).toEqual({
      $comment: expect.stringContaining("valibot does not say its schemas as JSON Schema"),
    });
  });

  it("notes why a library cannot convert a schema", () => {
    const standard = {
      version: 1,
      vendor: "own",
      validate: (value: unknown) => ({ value: value as object }),
      jsonSchema: {
        input: () => {
          throw new Error("no such thing");
        },
      },
    } as const;
    const schema = catalogueToJsonSchema(
      defineEvents({ A: { payload: { "~standard": standard } } }),
    );

    expect(JSON.stringify(schema)).toContain(
      "own cannot say this schema as JSON Schema: Error: no such thing",
    );
  });
});

describe("catalogueToMarkdown", () => {
  const page = catalogueToMarkdown(events);

  it("begins with a table of all events", () => {
    const [title, , ...lines] = page.split("\n");

    expect(title).toBe("# Events");
    expect(lines.slice(0, 10)).toEqual([
      "| event | level | kept | means |",
      "|---|---|---|---|",
      "| `ORDER_PLACED` | info | default | A customer placed an order |",
      "| `TREE_GROWN` | info | 1 day |  |",
      "| `WITH_VALIBOT` | info | default |  |",
      "| `WITH_BARE_VALIBOT` | info | default |  |",
      "| `WITH_DATE` | info | default |  |",
      "| `PERHAPS` | info | default |  |",
      "| `PAYMENT_FAILED` | error | forever |  |",
      "| `` odd/na~me %\\|` `` | debug | 90 seconds | d |",
    ]);
  });

  it("has a section for each, with its facts and the fields of its payload", () => {
    expect(page).toContain(
      [
        "## `ORDER_PLACED`",
        "",
        "A customer placed an order",
        "",
        "Level: info. Kept as long as the logger keeps its kind. Version of the payload: 2.",
        "",
        "| field | type | required | means |",
        "|---|---|---|---|",
        "| `orderId` | string | yes | Ours \\| not the shop's |",
        '| `plan` | "free" or "pro" | yes |  |',
        "| `lines` | array of object | yes |  |",
        "| `lines[].sku` | string | yes |  |",
        "| `lines[].count` | number | no |  |",
        "",
      ].join("\n"),
    );
    expect(page).toContain(
      "Level: error. Kept: forever. Redacted: `iban`, `bic`.\n\nIts payload is any object.",
    );
    expect(page).toContain(
      "Kept: 90 seconds. Sampled: 10% are kept, with a weight of 10.\n\nIt has no payload.",
    );
  });

  it("ends, though a payload may contain itself", () => {
    expect(page.length).toBeLessThan(5_000);
  });
});
