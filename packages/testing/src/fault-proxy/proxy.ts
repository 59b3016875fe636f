import { Agent, createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Exchange, openExchange, type Upstream } from "./exchange.js";
import type { Plan } from "./plan.js";

/** An HTTP proxy on 127.0.0.1 that applies the faults of its plan to requests. */
export interface FaultProxy {
  readonly endpoint: string;
  /** What has arrived so far, in order. */
  readonly requests: readonly ProxiedRequest[];
  /** Connections that were opened so far. */
  readonly connections: number;
  /** Follows another plan from the next request on. */
  follow(plan: Plan): void;
  /** Closes the connections that wait for a request, as a server does that is tired of waiting. */
  closeIdle(): void;
  /** Dies: open connections are reset and new ones are refused. */
  die(): Promise<void>;
  /** Comes back on the same port. */
  revive(): Promise<void>;
  stop(): Promise<void>;
}

export interface ProxiedRequest {
  readonly headers: Exchange["headers"];
  readonly path: string;
  readonly body: string;
}

export interface FaultProxyOptions {
  /** The proxied server. */
  target: string;
  plan: Plan;
  /** How far the proxy's clock is ahead of this machine's, in ms. Default: 0. */
  clockAheadMs?: number;
  /** Default: `127.0.0.1`. */
  host?: string;
}

/** Starts a proxy on a free port. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { target, clockAheadMs = 0, host = "127.0.0.1" } = options;
  let { plan } = options;
  const agent = new Agent({ keepAlive: true });
  const requests: ProxiedRequest[] = [];
  const stopping = new AbortController();
  let connections = 0;
  const upstream: Upstream = {
    url: new URL(target),
    agent,
    stopped: stopping.signal,
    now: () => Date.now() + clockAheadMs,
  };

  const server = createServer((request, response) => {
    // A writer that loses its patience is part of the exercise.
    response.on("error", () => {});
    openExchange(request, response, upstream)
      .then((exchange) => {
        const { headers, body } = exchange;
        requests.push({ headers, path: String(request.url), body });
        return plan(exchange, requests.length)(exchange);
      })
      .catch(() => request.socket.destroy());
  });
  server.on("connection", () => {
    connections++;
  });
  // Tests close connections; timeouts do not.
  server.keepAliveTimeout = 0;
  const port = await listen(server, host, 0);

  return {
    endpoint: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    requests,
    get connections() {
      return connections;
    },
    follow(next) {
      plan = next;
    },
    closeIdle: () => server.closeIdleConnections(),
    die: () => close(server),
    async revive() {
      await listen(server, host, port);
    },
    async stop() {
      stopping.abort();
      if (server.listening) await close(server);
      agent.destroy();
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.removeListener("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
