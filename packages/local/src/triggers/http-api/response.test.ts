import { describe, expect, it } from "@jest/globals";
import { httpApiAnswer } from "./response.js";

const answerTo = (value: unknown) => {
  const { status, headers, body } = httpApiAnswer({ ok: true, value, requestId: "r" });
  return { status, headers, body: body.toString() };
};

describe("httpApiAnswer", () => {
  it("sends what the function says", () => {
    expect(
      answerTo({
        statusCode: 201,
        headers: { "Content-Type": "text/html", "X-Count": 3 },
        cookies: ["a=1", "b=2"],
        body: "<p>",
      }),
    ).toEqual({
      status: 201,
      headers: [
        ["content-type", "text/html"],
        ["x-count", "3"],
        ["set-cookie", "a=1"],
        ["set-cookie", "b=2"],
      ],
      body: "<p>",
    });
  });

  it("decodes a body in base 64", () => {
    expect(answerTo({ statusCode: 200, body: "aGk=", isBase64Encoded: true }).body).toBe("hi");
  });

  it.each([
    ["an object", { accepted: true }, '{"accepted":true}'],
    ["a text", "hello", "hello"],
    ["nothing", null, "null"],
    ["a list", [1], "[1]"],
  ])("takes %s without a status code for the body", (_what, value, body) => {
    expect(answerTo(value)).toEqual({
      status: 200,
      headers: [["content-type", "application/json"]],
      body,
    });
  });

  it.each([{ statusCode: "soon" }, { statusCode: 99 }, { statusCode: 200, body: {} }])(
    "answers 500 to the malformed %j",
    (value) => {
      expect(answerTo(value).status).toBe(500);
    },
  );

  it("tells the client of an error no more than that there was one", () => {
    const error = { errorType: "TypeError", errorMessage: "secret", trace: [] };
    const { status, body } = httpApiAnswer({ ok: false, error, requestId: "r" });
    expect([status, body.toString()]).toEqual([500, '{"message":"Internal Server Error"}']);
  });
});
