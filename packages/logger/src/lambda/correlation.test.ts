import { afterEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { correlationId } from "./correlation.js";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`;
const ROOT = "1-5759e988-bd862e3fe1be46a994272793";
const XRAY = `Root=${ROOT};Parent=557abcec3ee5a047;Sampled=1`;

/** Without the environment of the test run. */
function idOf(event: unknown, context?: unknown, env: NodeJS.ProcessEnv = {}): string | undefined {
  return correlationId(event, context, env);
}

describe("the correlation id of an HTTP request", () => {
  it("is the header of API Gateway's HTTP APIs and of function URLs", () => {
    const event = { version: "2.0", rawPath: "/", headers: { "x-correlation-id": "c-1" } };

    expect(idOf(event)).toBe("c-1");
  });

  it("is found whatever the case of the header", () => {
    expect(idOf({ headers: { "X-Correlation-ID": "c-1" } })).toBe("c-1");
    expect(idOf({ headers: { Traceparent: TRACEPARENT } })).toBe(TRACE);
  });

  it("is the header of REST APIs, which say everything twice", () => {
    const event = {
      httpMethod: "GET",
      headers: { "X-Correlation-Id": "c-1" },
      multiValueHeaders: { "X-Correlation-Id": ["c-1"] },
    };

    expect(idOf(event)).toBe("c-1");
  });

  it("is the first value where a load balancer gives lists only", () => {
    const event = {
      requestContext: { elb: {} },
      multiValueHeaders: { "x-correlation-id": ["c-1", "c-2"] },
    };

    expect(idOf(event)).toBe("c-1");
  });

  it("is the header of an AppSync resolver's request", () => {
    expect(idOf({ arguments: {}, request: { headers: { "x-correlation-id": "c-1" } } })).toBe(
      "c-1",
    );
  });

  it("is the trace id of traceparent when there is no x-correlation-id", () => {
    expect(idOf({ headers: { traceparent: TRACEPARENT } })).toBe(TRACE);
    expect(idOf({ headers: { traceparent: TRACEPARENT, "x-correlation-id": "c-1" } })).toBe("c-1");
  });

  it("ignores a traceparent that is not one", () => {
    expect(idOf({ headers: { traceparent: "hello" } })).toBeUndefined();
    expect(idOf({ headers: { traceparent: `00-${"0".repeat(32)}-00f067aa0ba902b7-01` } })).toBe(
      undefined,
    );
  });

  it("survives headers that are null", () => {
    expect(idOf({ headers: null, multiValueHeaders: null })).toBeUndefined();
  });
});

describe("the correlation id of a batch", () => {
  const sqs = (name: string, stringValue: string) => ({
    eventSource: "aws:sqs",
    messageAttributes: { [name]: { stringValue, dataType: "String" } },
  });
  const sns = (name: string, Value: string) => ({
    EventSource: "aws:sns",
    Sns: { MessageAttributes: { [name]: { Type: "String", Value } } },
  });

  it.each([
    ["x-correlation-id", "c-1", "c-1"],
    ["correlationId", "c-1", "c-1"],
    ["CorrelationID", "c-1", "c-1"],
    ["traceparent", TRACEPARENT, TRACE],
  ])("is the message attribute %s of SQS and of SNS", (name, value, id) => {
    expect(idOf({ Records: [sqs(name, value)] })).toBe(id);
    expect(idOf({ Records: [sns(name, value)] })).toBe(id);
  });

  it("is what all records agree on", () => {
    const agreed = [sqs("x-correlation-id", "c-1"), sqs("correlationId", "c-1")];

    expect(idOf({ Records: agreed })).toBe("c-1");
  });

  it("is undefined when records differ, or one of them has none", () => {
    const first = sqs("x-correlation-id", "c-1");

    expect(idOf({ Records: [first, sqs("x-correlation-id", "c-2")] })).toBeUndefined();
    expect(idOf({ Records: [first, { messageAttributes: {} }] })).toBeUndefined();
    expect(idOf({ Records: [{ messageAttributes: {} }, first] })).toBeUndefined();
  });

  it("is the X-Ray root with which a message was sent to SQS, before that of the invocation", () => {
    const event = { Records: [{ attributes: { AWSTraceHeader: XRAY }, messageAttributes: {} }] };

    expect(idOf(event, {}, { _X_AMZN_TRACE_ID: "Root=1-other" })).toBe(ROOT);
  });

  it("is undefined for an empty batch and for records without attributes", () => {
    expect(idOf({ Records: [] })).toBeUndefined();
    expect(idOf({ Records: [{ eventSource: "aws:kinesis", kinesis: {} }, null] })).toBeUndefined();
  });
});

describe("the correlation id of an event or a payload", () => {
  it.each([
    [{ correlationId: "c-1" }],
    [{ metadata: { correlationId: "c-1" } }],
    [{ "x-correlation-id": "c-1" }],
    [{ metadata: { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` }, correlationId: "c-1" }],
  ])("is found in EventBridge's detail %j", (detail) => {
    expect(idOf({ "detail-type": "OrderPlaced", source: "shop", detail })).toBe("c-1");
  });

  it("is found in the payload of Step Functions and of direct invocations", () => {
    expect(idOf({ correlationId: "c-1", orderId: 7 })).toBe("c-1");
    expect(idOf({ metadata: { correlationId: "c-1" } })).toBe("c-1");
  });

  it("is undefined when the payload is not an object", () => {
    for (const event of [undefined, null, "c-1", 1, true, [], ["c-1"]]) {
      expect(idOf(event)).toBeUndefined();
    }
    expect(idOf({ "detail-type": "x", detail: null })).toBeUndefined();
  });
});

describe("without an id from the trigger", () => {
  afterEach(() => {
    Reflect.deleteProperty(globalThis, "awslambda");
  });

  it("the X-Ray root of the invocation is the correlation id", () => {
    expect(idOf({}, {}, { _X_AMZN_TRACE_ID: XRAY })).toBe(ROOT);
    expect(idOf({}, {}, { _X_AMZN_TRACE_ID: `Self=1-0;${XRAY}` })).toBe(ROOT);
    expect(idOf({}, {}, { _X_AMZN_TRACE_ID: "Sampled=0" })).toBeUndefined();
  });

  it("the runtime's own store comes first: an environment of many invocations has no variable for one", () => {
    Reflect.set(globalThis, "awslambda", { InvokeStore: { getXRayTraceId: () => XRAY } });

    expect(idOf({}, {}, { _X_AMZN_TRACE_ID: "Root=1-somebody-elses" })).toBe(ROOT);
  });

  it("the context's trace comes before the variable", () => {
    const context = { xRayTraceId: XRAY };

    expect(idOf({}, context, { _X_AMZN_TRACE_ID: "Root=1-somebody-elses" })).toBe(ROOT);
  });

  it("an id from the trigger goes before the X-Ray root", () => {
    expect(idOf({ correlationId: "c-1" }, {}, { _X_AMZN_TRACE_ID: XRAY })).toBe("c-1");
  });
});

describe("what a caller sends", () => {
  it("is not used when it is too long, empty or not printable", () => {
    for (const id of ["x".repeat(257), "", "   ", "a\nb", "a\u0000b", "ünïcode", "\u202eabc"]) {
      expect(idOf({ headers: { "x-correlation-id": id } })).toBeUndefined();
    }
    expect(idOf({ headers: { "x-correlation-id": "x".repeat(256) } })).toBe("x".repeat(256));
  });

  it("is ignored when it is not a string", () => {
    for (const id of [1, true, {}, ["c-1"], null, { toString: () => "c-1" }]) {
      expect(idOf({ correlationId: id })).toBeUndefined();
    }
  });

  it("gives way to the next source when it cannot be used", () => {
    const event = { headers: { "x-correlation-id": "a\nb", traceparent: TRACEPARENT } };

    expect(idOf(event)).toBe(TRACE);
  });

  it("may throw when it is read", () => {
    const thrower = () => {
      throw new Error("hands off");
    };
    const proxy = new Proxy({}, { get: thrower, has: thrower, ownKeys: thrower });
    const getter = Object.defineProperty({}, "headers", { get: thrower });

    for (const event of [proxy, getter, { headers: proxy }, { Records: [proxy] }]) {
      expect(idOf(event, proxy, { _X_AMZN_TRACE_ID: XRAY })).toBeUndefined();
      expect(idOf(event, {}, { _X_AMZN_TRACE_ID: XRAY })).toBe(ROOT);
    }
  });

  it("never makes it throw, and always gives a short printable id or none", () => {
    const names = fc.constantFrom(
      "headers",
      "Records",
      "detail",
      "detail-type",
      "metadata",
      "messageAttributes",
      "stringValue",
      "correlationId",
      "traceparent",
      "__proto__",
    );
    const events = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.anything(),
        fc.constantFrom("c-1", TRACEPARENT, XRAY),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(names, tie("value"), { maxKeys: 4 }),
      ),
    })).value;

    fc.assert(
      fc.property(events, events, (event, context) => {
        expect(idOf(event, context) ?? "none").toMatch(/^[\x20-\x7e]{1,256}$/);
      }),
    );
  });
});
