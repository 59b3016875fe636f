import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { gzipSizeOf } from "./page-size.js";
import { buildPage } from "./site.js";

const folder = mkdtempSync(join(tmpdir(), "dashboard-size-"));

beforeAll(() => buildPage(folder), 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  [".js", 60_000],
  [".css", 12_000],
])("keeps its %s files within %d bytes of gzip", (extension, budget) => {
  expect(gzipSizeOf(folder, extension)).toBeGreaterThan(1_000);
  expect(gzipSizeOf(folder, extension)).toBeLessThanOrEqual(budget);
});

it("has nothing inline, and names nothing of another site", () => {
  const html = readFileSync(join(folder, "index.html"), "utf8");
  expect(html).toMatch(/<script type="module" crossorigin src="\/assets\/[\w.-]+\.js"><\/script>/);
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
  expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
});
