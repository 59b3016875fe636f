import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import { Hono } from "hono";
import { createHttpServer, type HttpTimeouts, serve } from "./http-server.js";

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
});

async function start(timeouts?: HttpTimeouts): Promise<number> {
  const server = createHttpServer(timeouts);
  servers.push(server);
  serve(server, new Hono().get("/", (c) => c.text("hello")).fetch);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Sends bytes as they are, and reads until the server closes the connection. */
async function sendRaw(port: number, text: string) {
  const socket = connect(port, "127.0.0.1");
  socket.write(text);
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  const [head = "", body = ""] = answer.split("\r\n\r\n");
  const [statusLine = "", ...lines] = head.split("\r\n");
  const headers = new Headers(lines.map((line) => line.split(/: (.*)/s, 2) as [string, string]));
  return { status: Number(statusLine.split(" ")[1]), headers, body };
}

const TIMEOUTS = { headers: 100, request: 200, checkInterval: 20 };

describe("what Node's server answers by itself", () => {
  it.each([
    ["no HTTP", "hello\r\n\r\n", 400, "request"],
    ["no Host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400, "request"],
    [
      "a Host that is none",
      "GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
      400,
      "request",
    ],
    [
      "headers without an end",
      `GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(40_000)}\r\n\r\n`,
      431,
      "headers",
    ],
    ["an expectation", "GET / HTTP/1.1\r\nHost: a\r\nExpect: more\r\n\r\n", 417, "expectation"],
    ["nothing at all", "", 408, "slow-request"],
    ["headers that do not end in time", "GET / HTTP/1.1\r\nHost: a\r\n", 408, "slow-request"],
  ])("is a problem, and closes the connection, for %s", async (_, text, status, kind) => {
    const answer = await sendRaw(await start(TIMEOUTS), text);

    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({
      type: `urn:service-events:problem:${kind}`,
      status,
    });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "content-security-policy": expect.stringContaining("default-src 'none'"),
      "x-content-type-options": "nosniff",
    });
  });

  it("leaves alone what the app has begun to answer", async () => {
    const port = await start(TIMEOUTS);
    const answer = await sendRaw(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\nhello\r\n\r\n");

    expect(answer.status).toBe(200);
    expect(answer.body).toContain("hello");
  });
});
