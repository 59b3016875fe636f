import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { openExportFile } from "./export-file.js";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "export-"));
  file = join(folder, "day.ndjson");
});

afterEach(() => rmSync(folder, { recursive: true }));

const bytes = (text: string) => Buffer.from(text);
const progress = { cursor: "c1", events: 1, items: 2, units: 0.5 };

it("gives the file its name when it is whole, readable by its owner alone", async () => {
  const exported = await openExportFile(file, "a", {});
  await exported.write(bytes("one\n"));
  await exported.checkpoint(progress);
  expect(readdirSync(folder)).not.toContain("day.ndjson");

  await exported.finish();

  expect(readdirSync(folder)).toEqual(["day.ndjson"]);
  expect(readFileSync(file, "utf8")).toBe("one\n");
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it("goes on where an earlier run noted, and drops what came behind", async () => {
  const first = await openExportFile(file, "a", {});
  await first.write(bytes("one\n"));
  await first.checkpoint(progress);
  await first.write(bytes("half a li"));
  expect(await first.close()).toBe(true);

  const second = await openExportFile(file, "a", { resume: true });
  expect(second.resumed).toMatchObject(progress);
  await second.write(bytes("two\n"));
  await second.finish();

  expect(readFileSync(file, "utf8")).toBe("one\ntwo\n");
  expect(readdirSync(folder)).toEqual(["day.ndjson"]);
});

it("leaves nothing behind when there is nothing to go on with", async () => {
  const exported = await openExportFile(file, "a", {});
  await exported.write(bytes("head\n"));

  expect(await exported.close()).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});

it("replaces no file without force, and the whole of it with force", async () => {
  writeFileSync(file, "precious");
  await expect(openExportFile(file, "a", {})).rejects.toThrow("already exists");

  const exported = await openExportFile(file, "a", { force: true });
  await exported.write(bytes("new\n"));
  expect(readFileSync(file, "utf8")).toBe("precious");
  await exported.finish();

  expect(readFileSync(file, "utf8")).toBe("new\n");
});

it("replaces no file that came up while it wrote, and keeps what it wrote", async () => {
  const exported = await openExportFile(file, "a", {});
  await exported.write(bytes("ours\n"));
  await exported.checkpoint(progress);
  writeFileSync(file, "theirs");

  await expect(exported.finish()).rejects.toThrow("was created while the export ran");
  expect(await exported.close()).toBe(false);

  expect(readFileSync(file, "utf8")).toBe("theirs");
  expect(readFileSync(`${file}.part`, "utf8")).toBe("ours\n");
});

it("follows no symbolic link, neither at the file nor beside it", async () => {
  const target = join(folder, "target");
  writeFileSync(target, "precious");
  symlinkSync(target, file);
  await expect(openExportFile(file, "a", {})).rejects.toThrow("already exists");

  const forced = await openExportFile(file, "a", { force: true });
  await forced.write(bytes("new\n"));
  await forced.finish();
  symlinkSync(target, `${file}2.part`);
  await expect(openExportFile(`${file}2`, "a", {})).rejects.toThrow("unfinished export");
  writeFileSync(`${file}2.part.json`, JSON.stringify({ identity: "a", bytes: 0, ...progress }));
  await expect(openExportFile(`${file}2`, "a", { resume: true })).rejects.toThrow("symbolic link");

  expect(readFileSync(target, "utf8")).toBe("precious");
  expect(statSync(file).isFile()).toBe(true);
});

it("goes on only with the very same export", async () => {
  const first = await openExportFile(file, "a", {});
  await first.checkpoint(progress);
  await first.close();

  await expect(openExportFile(file, "b", { resume: true })).rejects.toThrow("another export");
  await expect(openExportFile(file, "a", {})).rejects.toThrow(
    "left over from an unfinished export",
  );
  await expect(openExportFile(`${file}x`, "a", { resume: true })).rejects.toThrow(
    "no unfinished export",
  );
});

it.each(["", "{", "null", '{"identity":"a"}', '{"identity":"a","cursor":1}'])(
  "goes on with no state that reads %j",
  async (state) => {
    writeFileSync(`${file}.part`, "one\n");
    writeFileSync(`${file}.part.json`, state);

    await expect(openExportFile(file, "a", { resume: true })).rejects.toThrow("another export");
  },
);

it("goes on with no file that has become shorter", async () => {
  const first = await openExportFile(file, "a", {});
  await first.write(bytes("one\n"));
  await first.checkpoint(progress);
  await first.close();
  writeFileSync(`${file}.part`, "on");

  await expect(openExportFile(file, "a", { resume: true })).rejects.toThrow("shorter");
});

it("names a folder that is not there, and one where a file is wanted", async () => {
  await expect(openExportFile(join(folder, "no", "x"), "a", {})).rejects.toThrow(
    "cannot be written",
  );
  await expect(openExportFile(folder, "a", { force: true })).rejects.toThrow("is a directory");
});
