import type { IncomingMessage, ServerResponse } from "node:http";
import { LocalError, messageOf } from "./errors.js";
import { sendJson } from "./http-server.js";
import { readBody } from "./local-requests.js";
import { splitTarget } from "./triggers/http-api/event.js";
import type { LocalTriggers } from "./triggers/local-triggers.js";

/** The prefix of local's own routes. */
export const CONTROL_PATH = "/_local";

const MAX_BODY_BYTES = 10 * 1024 * 1024;

/**
 * Serves local's own routes, for firing triggers by hand:
 *
 * - `GET /_local`: lists functions, queues, schedules, user pools and APIs
 * - `POST /_local/functions/{name}`: invokes with the body as event
 * - `POST /_local/queues/{name}?attribute=value`: sends the body as a message
 * - `POST /_local/schedules/{name}`: fires
 * - `POST /_local/user-pools/{name}/{trigger}`: the body is `{ userName, request?, triggerSource? }`
 */
export async function serveControl(
  request: IncomingMessage,
  response: ServerResponse,
  triggers: LocalTriggers,
): Promise<void> {
  const { path, query } = splitTarget(request.url ?? "/");
  if (request.method === "GET" && path.replace(/\/$/, "") === CONTROL_PATH)
    return sendJson(response, 200, triggers.describe());
  if (request.method !== "POST") return sendJson(response, 405, { message: "use POST" });
  const body = await readBody(request, MAX_BODY_BYTES);
  if (!body) return sendJson(response, 413, { message: "the body is longer than 10 MB" });
  try {
    const segments = path
      .slice(CONTROL_PATH.length + 1)
      .split("/")
      .map(decodeURIComponent);
    const [kind = "", name = "", trigger = ""] = segments;
    const answer = await act(triggers, { kind, name, trigger, text: body.toString(), query });
    sendJson(response, answer.status, answer.body);
  } catch (error) {
    sendJson(response, 400, { message: messageOf(error) });
  }
}

interface ControlCall {
  kind: string;
  name: string;
  trigger: string;
  text: string;
  query: string;
}

async function act(
  triggers: LocalTriggers,
  { kind, name, trigger, text, query }: ControlCall,
): Promise<{ status: number; body: unknown }> {
  switch (kind) {
    case "functions": {
      const result = await triggers.invoke(name, parseJson(text));
      return { status: result.ok ? 200 : 502, body: result.ok ? result.value : result.error };
    }
    case "queues": {
      const attributes = Object.fromEntries(new URLSearchParams(query));
      return { status: 202, body: { messageId: triggers.send(name, text, attributes) } };
    }
    case "schedules": {
      const results = await triggers.fire(name);
      return { status: results.every(({ ok }) => ok) ? 200 : 502, body: results };
    }
    case "user-pools": {
      const input = parseJson(text) as { userName?: unknown };
      if (typeof input?.userName !== "string") throw new LocalError("the body needs a userName");
      const result = await triggers.trigger(name, trigger, { ...input, userName: input.userName });
      return { status: result.ok ? 200 : 502, body: result.ok ? result.value : result.error };
    }
    default:
      return { status: 404, body: { message: `unknown path '${kind}': see GET ${CONTROL_PATH}` } };
  }
}

function parseJson(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LocalError(`the body is not valid JSON: ${messageOf(cause)}`, 1, { cause });
  }
}
