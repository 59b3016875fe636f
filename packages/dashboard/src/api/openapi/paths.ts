import { COUNTED_BY } from "../input.js";
import { get, inPath, json, neighbours, type Operation, problems, query } from "./operations.js";
import { ref } from "./schemas.js";

const order = (first: string) =>
  query("order", { enum: ["newest", "oldest"], default: first }, "Which come first.");
const q = query(
  "q",
  { type: "string", maxLength: 4_096 },
  "A query, such as `event:JOB_FAILED since:2h`.",
);
const limit = query(
  "limit",
  { type: "integer", minimum: 1, maximum: 1_000, default: 50 },
  "Events on the page.",
);
const cursor = query(
  "cursor",
  { type: "string" },
  "Where an earlier page of the same query and order ended.",
);

/** Every address of the API with what it answers. */
export const paths: Readonly<Record<string, { readonly get: Operation }>> = {
  "/api/events": get("listEvents", "Events of a query, page by page", "Events", [
    q,
    limit,
    cursor,
    order("newest"),
  ]),
  "/api/events/{id}": get("getEvent", "One event", "OneEvent", [inPath("id")], ["404"]),
  "/api/events/{id}/context": get(
    "getEventContext",
    "What happened around an event in its origin",
    "Context",
    [inPath("id"), neighbours("before"), neighbours("after")],
    ["404"],
  ),
  "/api/users/{userId}/events": get("listUserEvents", "The timeline of a user", "Events", [
    inPath("userId"),
    q,
    limit,
    cursor,
    order("oldest"),
  ]),
  "/api/correlations/{id}/events": get(
    "listCorrelationEvents",
    "The timeline of a correlation",
    "Events",
    [inPath("id"), q, limit, cursor, order("oldest")],
  ),
  "/api/counts": get(
    "countEvents",
    "How many events of a query there are, by one thing or several",
    "Counts",
    [
      q,
      query(
        "by",
        { type: "string", default: "hour" },
        `A list, with commas, of ${COUNTED_BY.join(", ")}. Times are those of UTC.`,
      ),
    ],
  ),
  "/api/origins": get("listOrigins", "Who has ever written", "Origins", []),
  "/api/types": get(
    "listTypes",
    "Types of events: what catalogues say, and what is there",
    "Types",
    [query("q", { type: "string", default: "since:24h" }, "The events that are counted.")],
  ),
  "/api/completions": get(
    "completeQuery",
    "What may be written at a place of a query",
    "Completions",
    [
      q,
      query(
        "at",
        { type: "integer", minimum: 0 },
        "The place, in UTF-16 units from 0; the end by default.",
      ),
    ],
  ),
  "/api/explain": get(
    "explainQuery",
    "How a query will be read, and what that will cost",
    "Explanation",
    [q, limit, order("newest")],
  ),
  "/api/export": {
    get: {
      operationId: "exportEvents",
      summary: "All events of a query as a download",
      parameters: [
        q,
        query("format", { enum: ["ndjson", "csv"], default: "ndjson" }, "How events are written."),
        cursor,
        order("oldest"),
      ],
      responses: {
        "200": {
          description:
            "One event a line. An export that ends before all events are in it has a last line that says so, with a cursor: `ExportEnd` in NDJSON, a row that begins with `#` in CSV.",
          content: {
            "application/x-ndjson": { schema: { anyOf: [ref("Event"), ref("ExportEnd")] } },
            "text/csv": { schema: { type: "string" } },
          },
        },
        ...problems(),
      },
    },
  },
  "/api/settings": {
    get: {
      operationId: "getSettings",
      summary: "Where the events come from, and where to log in",
      security: [],
      responses: { "200": json("Settings"), ...problems(["400", "403"], []) },
    },
  },
  "/api/openapi.json": {
    get: {
      operationId: "getOpenApi",
      summary: "This document",
      responses: {
        "200": {
          description: "OpenAPI 3.1",
          content: { "application/json": { schema: { type: "object" } } },
        },
        ...problems(),
      },
    },
  },
};
