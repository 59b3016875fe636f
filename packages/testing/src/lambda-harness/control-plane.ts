import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An invocation on its way through an environment. Times are in ms since 1970. */
interface Dispatched {
  readonly requestId: string;
  readonly startedAt: number;
  readonly deadlineMs: number;
  /** When the whole response had arrived. */
  respondedAt?: number;
  /** When the first byte of it had arrived. */
  firstByteAt?: number;
  answer?: Answer;
}

/** What a function answered: its result as JSON, or the error that it reported. */
export type Answer =
  | { readonly status: "ok"; readonly body: string }
  | { readonly status: "error"; readonly errorType: string; readonly errorMessage: string };

/** Lambda's side of one execution environment: the Runtime API and the Extensions API. */
export interface ControlPlane {
  /** Host and port, for `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** Extensions that this environment has accepted. */
  readonly extensions: number;
  /** Whether the runtime (all of its lanes) and every extension wait for the next invocation. */
  readonly idle: boolean;
  /** Whether an invocation can be handed out. */
  readonly ready: boolean;
  /** What the function reported before its first `next`. */
  readonly initError: string | undefined;
  /** Hands an invocation to the runtime and to every extension. */
  dispatch(event: unknown, options: DispatchOptions): Dispatched;
  /** Called whenever something has happened. */
  onChange: () => void;
  close(): Promise<void>;
}

export interface DispatchOptions {
  timeoutMs: number;
  traceId?: string;
}

/** What the environment of a test may be like. */
export interface ControlPlaneOptions {
  /** Extensions that others have registered already. */
  otherExtensions?: number;
  /** Answers every registration with this status. */
  registrationStatus?: number;
  /** Lets registrations arrive only after the runtime has asked for its first invocation. */
  lateRegistration?: boolean;
  /** Lanes of the runtime that ask for invocations at the same time. */
  lanes: number;
  /** Drops the connection of this many first requests of extensions for their next event. */
  droppedNexts?: number;
}

const EXTENSION_LIMIT = 10;

/** Starts the APIs on a free port. One for each environment, as Lambda has it. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const invocations = new Map<string, Dispatched>();
  const waitingRuntime: ServerResponse[] = [];
  const waitingExtensions = new Map<string, ServerResponse>();
  const extensions = new Set<string>();
  let dropsLeft = options.droppedNexts ?? 0;
  let registrationClosed = false;
  let closeRegistration = () => {};
  const runtimeHasAsked = new Promise<void>((resolve) => {
    closeRegistration = resolve;
  });
  let initError: string | undefined;

  const routes: Record<string, (request: IncomingMessage, response: ServerResponse) => unknown> = {
    "GET /2018-06-01/runtime/invocation/next"(_, response) {
      registrationClosed = true;
      closeRegistration();
      waitingRuntime.push(response);
    },

    async "POST /2018-06-01/runtime/init/error"(request, response) {
      initError = await read(request);
      reply(response, 202);
    },

    async "POST /2020-01-01/extension/register"(request, response) {
      if (options.lateRegistration) await runtimeHasAsked;
      const { events } = JSON.parse(await read(request)) as { events: string[] };
      const refusal = refusalOf(request.headers["lambda-extension-name"], events);
      if (refusal) return reply(response, refusal.status, refusal);
      const id = randomUUID();
      extensions.add(id);
      response.setHeader("Lambda-Extension-Identifier", id);
      reply(response, 200, { functionName: "harness", functionVersion: "$LATEST" });
    },

    "GET /2020-01-01/extension/event/next"(request, response) {
      const id = String(request.headers["lambda-extension-identifier"]);
      if (!extensions.has(id)) {
        return reply(response, 403, { errorType: "Extension.UnknownExtensionIdentifier" });
      }
      if (dropsLeft > 0) {
        dropsLeft--;
        return request.socket.destroy();
      }
      waitingExtensions.set(id, response);
    },
  };

  function extensionsWait(): boolean {
    return waitingExtensions.size === extensions.size;
  }

  function refusalOf(name: unknown, events: readonly string[]) {
    if (options.registrationStatus) return { status: options.registrationStatus };
    if (typeof name !== "string") return { status: 400, errorType: "Extension.MissingHeader" };
    if (registrationClosed) return { status: 403, errorType: "Extension.RegistrationClosed" };
    if (events.includes("SHUTDOWN")) {
      return { status: 403, errorType: "ShutdownEventNotSupportedForInternalExtension" };
    }
    if (extensions.size + (options.otherExtensions ?? 0) >= EXTENSION_LIMIT) {
      return { status: 403, errorType: "Extension.TooManyExtensions" };
    }
    return undefined;
  }

  async function answerInvocation(
    id: string,
    outcome: "response" | "error",
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const invocation = invocations.get(id);
    if (!invocation || invocation.answer) return reply(response, 400);
    request.once("data", () => {
      invocation.firstByteAt = Date.now();
    });
    const body = await read(request);
    invocation.respondedAt = Date.now();
    invocation.answer =
      outcome === "response"
        ? { status: "ok", body }
        : { status: "error", ...(JSON.parse(body) as { errorType: string; errorMessage: string }) };
    reply(response, 202);
  }

  const server = createServer(async (request, response) => {
    const path = request.url ?? "";
    const [, id, outcome] = /invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    if (id) await answerInvocation(id, outcome as "response" | "error", request, response);
    else await (routes[`${request.method} ${path}`] ?? notFound)(request, response);
    plane.onChange();
  });
  // A pending `next` may take for ever.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 0;

  const plane: ControlPlane = {
    address: await listen(server),
    get extensions() {
      return extensions.size;
    },
    get idle() {
      return waitingRuntime.length === options.lanes && extensionsWait();
    },
    get ready() {
      return waitingRuntime.length > 0 && extensionsWait();
    },
    get initError() {
      return initError;
    },
    onChange: () => {},

    dispatch(event, { timeoutMs, traceId }) {
      const startedAt = Date.now();
      const invocation: Dispatched = {
        requestId: randomUUID(),
        startedAt,
        deadlineMs: startedAt + timeoutMs,
      };
      const { requestId, deadlineMs } = invocation;
      invocations.set(requestId, invocation);
      for (const response of waitingExtensions.values()) {
        reply(response, 200, { eventType: "INVOKE", requestId, deadlineMs });
      }
      waitingExtensions.clear();
      const runtime = waitingRuntime.shift();
      if (!runtime) throw new Error("no lane of the runtime waits for an invocation");
      runtime.setHeader("Lambda-Runtime-Aws-Request-Id", requestId);
      runtime.setHeader("Lambda-Runtime-Deadline-Ms", deadlineMs);
      runtime.setHeader("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:harness");
      if (traceId) runtime.setHeader("Lambda-Runtime-Trace-Id", traceId);
      reply(runtime, 200, event);
      return invocation;
    },

    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return plane;
}

function notFound(_: IncomingMessage, response: ServerResponse): void {
  reply(response, 404, { errorType: "NotFound" });
}

function reply(response: ServerResponse, status: number, body: unknown = {}): void {
  response.statusCode = status;
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify(body));
}

async function read(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  return body;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
