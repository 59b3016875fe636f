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

/** What the dashboard serves, and to whom. */
export interface ApiOptions {
  log: EventLog;
  access: Access;
  /** What the page shows of where the events come from. */
  about: Pick<SettingsAnswer, "region" | "table" | "logGroups">;
  /** The files of the page. Default: none, the API alone is served. */
  page?: Page;
  /** The names and ports under which it may be asked, such as `127.0.0.1:4401`. Default: any. */
  hosts?: readonly string[];
  /** Default: see {@link Limits}. */
  limits?: Partial<Limits>;
  /** Told of every failure that is not the caller's. Default: one line on stderr. */
  onFailure?: OnFailure;
  /** The clock of the limits, in ms. Default: `Date.now`. */
  now?: () => number;
}

/** Everything but images. */
const TEXT_TYPES = /^text\/|json|javascript|svg/;

/**
 * Makes the dashboard's HTTP server: the API under `/api`, and the page everywhere else. It runs wherever there are
 * `Request` and `Response`, answers GET and HEAD alone, and writes nothing.
 *
 * @throws TypeError when the access is by token and the token is missing or short.
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

  // Paths are compared as they were sent: one that is only equal when unescaped is another path.
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
      // What is no Error is not handed to onError.
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
    throw new Problem("not-found", "The API has no such address.", {
      hint: "see /api/openapi.json",
    });
  });
  app.route("/api", api);
  app.get("*", servePage(page));
  return app;
}

/** An address that is none, because of its host, is left to the guard: what throws here is answered by no handler. */
function getPath({ url }: Request): string {
  return URL.canParse(url) ? new URL(url).pathname : "/";
}

function printFailure(error: unknown, instance: string): void {
  console.error(`dashboard failure ${instance}:`, error);
}
