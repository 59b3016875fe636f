import { expect, it } from "@jest/globals";
import { toEventName } from "./event-name.js";

it.each([
  ["Signed Up", "SIGNED_UP"],
  ["userSignedUp", "USER_SIGNED_UP"],
  ["HTTPServerError", "HTTP_SERVER_ERROR"],
  ["$pageview", "PAGEVIEW"],
  ["payment.failed#2", "PAYMENT_FAILED_2"],
  ["JOB_FAILED", "JOB_FAILED"],
  ["Größe geändert", "GRÖSSE_GEÄNDERT"],
  ["注册", "注册"],
  [" - ", ""],
])("writes %p as %p", (name, expected) => {
  expect(toEventName(name)).toBe(expected);
});
