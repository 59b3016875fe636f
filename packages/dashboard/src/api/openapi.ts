import { toJsonSchema } from "@valibot/to-json-schema";
import type { MiddlewareHandler } from "hono";
import { describeRoute, generateSpecs, loadVendor, resolver } from "hono-openapi";
import type { GenericSchema } from "valibot";
import { ProblemAnswer } from "./answers.js";
import type { Api } from "./environment.js";
import { VERSION } from "./version.js";

// Left to itself, hono-openapi imports the converter on demand, and hides the cause when that fails.
loadVendor("valibot", {
  toJSONSchema: (schema, options) => toJsonSchema(schema as GenericSchema, options),
});

/** Answers that are problems: their status, their name in the document, and when they are given. */
const PROBLEMS = {
  400: ["BadRequest", "The query, the cursor, a parameter or the request itself is invalid."],
  401: ["Unauthorized", "The request has no valid token."],
  403: ["Forbidden", "The request comes from another site, or AWS denies the dashboard access."],
  404: ["NotFound", "There is no such event."],
  405: ["MethodNotAllowed", "The method is not GET or HEAD."],
  408: ["RequestTimeout", "The request did not arrive in time."],
  413: ["ContentTooLarge", "The request has a body."],
  414: ["UriTooLong", "The address is too long."],
  417: ["ExpectationFailed", "The request has an Expect header."],
  429: ["TooManyRequests", "The caller made too many requests, or read too much; see Retry-After."],
  431: ["HeadersTooLarge", "The headers are too large."],
  500: ["InternalError", "The dashboard failed."],
  503: [
    "Unavailable",
    "DynamoDB throttles, does not answer, or is too slow; or the table is missing.",
  ],
} as const;

type ProblemStatus = keyof typeof PROBLEMS;

/** Given by the guards and by the server, whatever the address is. */
const EVERYWHERE = [400, 403, 405, 408, 413, 414, 417, 431, 500] as const;
/** Given where the log is read for a caller. */
const READING = [401, 429, 503] as const;

type Responses = NonNullable<Parameters<typeof describeRoute>[0]["responses"]>;

/** What a route says about itself in the OpenAPI document. */
interface Description {
  operationId: string;
  summary: string;
  /** What it answers with status 200. */
  answer: Responses[string];
  /** Problems that only some routes answer with. */
  problems?: readonly ProblemStatus[];
  /** Whether it answers without a token. Default: false. */
  isPublic?: boolean;
}

/** Middleware that adds a route to the OpenAPI document. */
export function describe(description: Description): MiddlewareHandler {
  const { operationId, summary, answer, problems = [], isPublic = false } = description;
  const statuses = [...EVERYWHERE, ...(isPublic ? [] : READING), ...problems].sort();
  const references = statuses.map((status) => [
    status,
    { $ref: `#/components/responses/${PROBLEMS[status][0]}` },
  ]);
  return describeRoute({
    operationId,
    summary,
    ...(isPublic && { security: [] }),
    responses: { 200: answer, ...Object.fromEntries(references) },
  });
}

/** An answer in JSON. */
export function json(description: string, schema: GenericSchema): Responses[string] {
  return { description, content: { "application/json": { schema: resolver(schema) } } };
}

/** The OpenAPI document of an app's routes. */
export function openApiDocument(app: Api): Promise<object> {
  return generateSpecs(app, {
    // A path with a dot is no static file here.
    excludeStaticFile: false,
    defaultValidationErrorResponse: false,
    documentation: {
      info: {
        title: "Service Events",
        version: VERSION,
        description: "Reads an event log. Every address answers only GET and HEAD.",
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [{ url: "/" }],
      security: [{ bearer: [] }],
      components: {
        securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
        responses: problemResponses(),
      },
    },
  });
}

function problemResponses(): Responses {
  const content = { "application/problem+json": { schema: resolver(ProblemAnswer) } };
  return Object.fromEntries(
    Object.values(PROBLEMS).map(([name, description]) => [name, { description, content }]),
  );
}
