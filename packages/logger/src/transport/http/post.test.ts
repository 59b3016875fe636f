import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Answer } from "@service-events/testing/fault-proxy/exchange";
import {
  blackHole,
  cutShort,
  type Fault,
  resetBefore,
} from "@service-events/testing/fault-proxy/faults";
import { always } from "@service-events/testing/fault-proxy/plan";
import { type FaultProxy, startFaultProxy } from "@service-events/testing/fault-proxy/proxy";
import { createPostClient, type HttpRequest, type PostClient } from "./post.js";

const answer: Answer = { status: 200, headers: { "x-note": "hello" }, body: '{"größe":"🎉"}' };
const answers: Fault = (exchange) => exchange.answer(answer);

describe("a post", () => {
  let proxy: FaultProxy;
  let client: PostClient;
  let request: HttpRequest;
  beforeEach(async () => {
    // Nothing is forwarded, so it needs no server.
    proxy = await startFaultProxy({ target: "http://127.0.0.1:1", plan: always(answers) });
    client = createPostClient();
    const { port } = new URL(proxy.endpoint);
    request = {
      endpoint: { protocol: "http:", hostname: "127.0.0.1", port: Number(port), path: "/" },
      headers: { "content-type": "text/plain" },
      body: "ü",
    };
  });
  afterEach(() => proxy.stop());

  const send = (signal = AbortSignal.timeout(20_000)) => client.post(request, signal);
  const sendFour = () => Promise.all([send(), send(), send(), send()]);

  it("sends its body as UTF-8 and gives status, headers and body of the answer", async () => {
    expect(await send()).toMatchObject({
      status: 200,
      headers: { "x-note": "hello" },
      body: answer.body,
    });
    expect(proxy.requests[0]).toMatchObject({ body: "ü", headers: { "content-length": "2" } });
  });

  it("uses a connection again", async () => {
    await send();
    await send();

    expect(proxy.connections).toBe(1);
  });

  it("goes over the connection that was opened before, also while it is being opened", async () => {
    client.preconnect(request.endpoint);
    await send();

    expect(proxy.connections).toBe(1);
    expect(proxy.requests).toHaveLength(2);
    expect(proxy.requests[0]).toMatchObject({ path: "/", body: "" });
  });

  it("goes over a new connection when the one that was opened before had died meanwhile", async () => {
    client.preconnect(request.endpoint);
    await send();
    proxy.closeIdle();

    expect(await send()).toMatchObject({ status: 200 });
    expect(proxy.connections).toBe(2);
  });

  it("reports why no connection could be opened before", async () => {
    await proxy.die();
    client.preconnect(request.endpoint);

    await expect(send()).rejects.toThrow("ECONNREFUSED");
    await proxy.revive();
  });

  it("goes over a new connection when the one that is being opened takes longer than a second", async () => {
    proxy.follow((_, number) => (number === 1 ? blackHole : answers));
    client.preconnect(request.endpoint);

    expect(await send()).toMatchObject({ status: 200 });
    expect(proxy.connections).toBe(2);
  });

  it("goes over a new connection, unnoticed, when the old one was closed while it was idle", async () => {
    await send();
    proxy.closeIdle();

    expect(await send()).toMatchObject({ status: 200 });
    expect(proxy.connections).toBe(2);
  });

  it("does not try the other dead connections, however many there are", async () => {
    await sendFour();
    expect(proxy.connections).toBe(4);
    proxy.closeIdle();

    expect(await sendFour()).toHaveLength(4);
    expect(proxy.requests).toHaveLength(8);
    expect(proxy.connections).toBe(8);
  });

  it("fails when a new connection is reset", async () => {
    proxy.follow(always(resetBefore));

    await expect(send()).rejects.toThrow(/ECONNRESET|socket hang up/);
    expect(proxy.requests).toHaveLength(1);
  });

  it("fails after one retry when a used connection is reset too", async () => {
    await send();
    proxy.follow(always(resetBefore));

    await expect(send()).rejects.toThrow(/ECONNRESET|socket hang up|closed twice/);
    expect(proxy.requests).toHaveLength(3);
  });

  it("fails when the answer is cut short", async () => {
    proxy.follow(always((exchange) => cutShort({ ...exchange, forward: async () => answer })));

    await expect(send()).rejects.toThrow();
  });

  it("fails when nobody listens", async () => {
    await proxy.die();

    await expect(send()).rejects.toThrow("ECONNREFUSED");
    await proxy.revive();
  });

  it("ends when its signal aborts", async () => {
    proxy.follow(always(blackHole));
    const controller = new AbortController();
    const sent = send(controller.signal);
    controller.abort();

    await expect(sent).rejects.toThrow("abort");
  });
});
