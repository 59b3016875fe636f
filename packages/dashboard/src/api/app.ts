import type { EventLog } from "@service-events/query";
import { Hono } from "hono";
import { compress } from "hono/compress";
import * as v from "valibot";
import type { Page } from "../page/page.js";
import { servePage } from "../page/serve-page.js";
import { type Access, createAuthenticate } from "./access.js";
import { SettingsAnswer } from "./answers.js";
import type { ApiContext, ApiEnvironment } from "./environment.js";
import { type OnFailure, toProblem } from "./failures.js";
import { guardRequest, guardSite } from "./guards.js";
import { addSecurityHeaders } from "./headers.js";
import { takes } from "./input.js";
import { createMeters, DEFAULT_LIMITS, type Limits } from "./limits.js";
import { describe, json, openApiDocument } from "./openapi.js";
import { Problem, problemResponse } from "./problem.js";
import { addCountRoutes } from "./routes/counts.js";
import { addEventRoutes } from "./routes/events.js";
import { addExportRoute } from "./routes/export.js";
import { addQueryHelpRoutes } from "./routes/query-help.js";
import { VERSION } from "./version.js";

/** Options of {@link createApi}. */
export interface ApiOptions {
  log: EventLog;
  access: Access;
  /** Where the events come from, as shown on the page. */
  about: Pick<SettingsAnswer, "region" | "table" | "logGroups">;
  /** The files of the page. Default: none, for the API alone. */
  page?: Page;
  /** Allowed Host headers, such as `127.0.0.1:4401`. Default: any. */
  hosts?: readonly string[];
  /** Default: see {@link Limits}. */
  limits?: Partial<Limits>;
  /** Called with every error that is not the caller's fault. Default: prints to stderr. */
  onFailure?: OnFailure;
  /** The clock for rate limits, in ms. Default: `Date.now`. */
  now?: () => number;
}

/** Compressible content types. */
const TEXT_TYPES = /^text\/|json|javascript|svg/;

/**
 * Creates the dashboard as a Hono app: the API under `/api`, the page everywhere else. It runs wherever there are
 * `Request` and `Response`, accepts only GET and HEAD, and writes nothing.
 *
 * @throws TypeError when the token is missing or short.
 * @example
 * const app = createApi({ log, access: { kind: "token", token }, about: { region, table: tableName } });
 * await app.request("/api/events?q=since:2h", { headers: { authorization: `Bearer ${token}` } });
 */
export function createApi(options: ApiOptions): Hono<ApiEnvironment> {
  const { access, about, page = new Map(), onFailure = printFailure, now = Date.now } = options;
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
  const oidc = access.kind === "oidc" ? access.settings : undefined;
  const settings: SettingsAnswer = {
    version: VERSION,
    ...about,
    auth: access.kind,
    ...(oidc && { oidc }),
  };
  const meters = createMeters(limits, now);
  const context: ApiContext = { log: options.log, settings, limits, meters };
  const authenticate = createAuthenticate(access);

  // Paths are matched undecoded, so an encoded spelling of a path does not match.
  const app = new Hono<ApiEnvironment>({ getPath });
  const answerFailure = (error: unknown, caller: AbortSignal) =>
    problemResponse(toProblem(error, onFailure, caller));
  app.onError((error, c) => answerFailure(error, c.req.raw.signal));
  app.use(compress({ contentTypeFilter: TEXT_TYPES }));
  app.use(addSecurityHeaders(oidc ? [new URL(oidc.tokenEndpoint).origin] : []));
  app.use(async function answerFailures(c, next) {
    try {
      await next();
    } catch (error) {
      // Hono only passes instances of Error to onError.
      c.res = answerFailure(error, c.req.raw.signal);
    }
  });
  app.use(guardRequest(options.hosts));

  const api = new Hono<ApiEnvironment>();
  api.use(guardSite);
  const getSettings = describe({
    operationId: "getSettings",
    summary: "Where the events come from, and where to log in",
    answer: json("The settings", SettingsAnswer),
    isPublic: true,
  });
  api.get("/settings", getSettings, takes({}), (c) => c.json(settings));
  api.use(async function identify(c, next) {
    const caller = authenticate(c);
    meters.countRequest(caller);
    c.set("caller", caller);
    await next();
  });
  const getOpenApi = describe({
    operationId: "getOpenApi",
    summary: "This document",
    answer: json("OpenAPI 3.1", v.looseObject({})),
  });
  api.get("/openapi.json", getOpenApi, takes({}), async (c) => c.json(await openApiDocument(app)));
  addEventRoutes(api, context);
  addCountRoutes(api, context);
  addQueryHelpRoutes(api, context);
  addExportRoute(api, context, onFailure);
  api.all("*", () => {
    throw new Problem("not-found", "The API has no such path.", {
      hint: "see /api/openapi.json",
    });
  });
  app.route("/api", api);
  app.get("*", servePage(page));
  return app;
}

/** Errors thrown here reach no error handler, so an invalid URL is left to the guard. */
function getPath({ url }: Request): string {
  return URL.canParse(url) ? new URL(url).pathname : "/";
}

function printFailure(error: unknown, instance: string): void {
  console.error(`dashboard failure ${instance}:`, error);
}
