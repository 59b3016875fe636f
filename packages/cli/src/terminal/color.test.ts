import { expect, it } from "@jest/globals";
import { wantsColor } from "./color.js";

const terminal = { isTTY: true };
const pipe = {};

it.each([
  ["a terminal", "auto", {}, terminal, true],
  ["a pipe", "auto", {}, pipe, false],
  ["a dumb terminal", "auto", { TERM: "dumb" }, terminal, false],
  ["NO_COLOR", "auto", { NO_COLOR: "1" }, terminal, false],
  ["an empty NO_COLOR, which is none", "auto", { NO_COLOR: "" }, terminal, true],
  ["FORCE_COLOR in a pipe", "auto", { FORCE_COLOR: "1" }, pipe, true],
  ["FORCE_COLOR=0", "auto", { FORCE_COLOR: "0" }, terminal, false],
  ["FORCE_COLOR against NO_COLOR", "auto", { FORCE_COLOR: "1", NO_COLOR: "1" }, pipe, true],
  ["--color never against FORCE_COLOR", "never", { FORCE_COLOR: "1" }, terminal, false],
  ["--color always against NO_COLOR", "always", { NO_COLOR: "1" }, pipe, true],
] as const)("decides for %s", (_, mode, env, stream, expected) => {
  expect(wantsColor(mode, env, stream)).toBe(expected);
});
