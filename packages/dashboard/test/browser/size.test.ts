import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "@jest/globals";
import { gzipSizeOf } from "./page-size.js";
import { connectBrowser } from "./shared-browser.js";

let folder: string;

beforeAll(async () => {
  const { browser, pageFolder } = await connectBrowser();
  await browser.close();
  folder = pageFolder;
}, 180_000);

it.each([
  [".js", 60_000],
  [".css", 12_000],
])("keeps its %s files within %d bytes of gzip", (extension, budget) => {
  expect(gzipSizeOf(folder, extension)).toBeGreaterThan(1_000);
  expect(gzipSizeOf(folder, extension)).toBeLessThanOrEqual(budget);
});

it("has nothing inline, and loads nothing from other sites", () => {
  const html = readFileSync(join(folder, "index.html"), "utf8");
  expect(html).toMatch(/<script type="module" crossorigin src="\/assets\/[\w.-]+\.js"><\/script>/);
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
  expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
});
