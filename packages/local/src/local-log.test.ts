import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { readLocalLog, removeLocalLog, writeLocalLog } from "./local-log.js";

const log = {
  endpoint: "http://127.0.0.1:8000",
  tableName: "events",
  region: "us-east-1",
  url: "http://127.0.0.1:4000",
  pid: process.pid,
  credentials: { accessKeyId: "LOCAL", secretAccessKey: "local" },
};
/** Above what a system gives out. */
const NO_PROCESS = 2 ** 30;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "local-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

it("finds a log that runs here", () => {
  writeLocalLog(folder, log);

  expect(readLocalLog(folder)).toEqual(log);
});

it("is for the eyes of its user alone", () => {
  writeLocalLog(folder, log);

  expect(statSync(join(folder, ".service-events", "local.json")).mode & 0o777).toBe(0o600);
});

it("finds none without a file", () => {
  expect(readLocalLog(folder)).toBeUndefined();
});

it.each([
  ["whose process is gone", { ...log, pid: NO_PROCESS }],
  ["of no process", { ...log, pid: 0 }],
  ["that leads to another machine", { ...log, endpoint: "http://10.0.0.1:8000" }],
  ["that only looks like this machine", { ...log, endpoint: "http://127.0.0.1.example.com" }],
  ["without credentials of its own", { ...log, credentials: undefined }],
  ["without a table", { ...log, tableName: "" }],
  ["that is no object", null],
])("ignores a log %s", (_, content) => {
  mkdirSync(join(folder, ".service-events"));
  writeFileSync(join(folder, ".service-events", "local.json"), JSON.stringify(content));

  expect(readLocalLog(folder)).toBeUndefined();
});

it("takes back its own word only", () => {
  writeLocalLog(folder, log);

  removeLocalLog(folder, process.pid + 1);
  expect(readLocalLog(folder)).toEqual(log);

  removeLocalLog(folder, process.pid);
  expect(readLocalLog(folder)).toBeUndefined();
});
