// Builds the documentation into docs/site/dist: guide, packages, decisions and the API reference, with a search.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vitepress";
import { findPages, writePages } from "./content.mjs";
import { findDeadLinks } from "./links.mjs";
import { readReference } from "./reference.mjs";

const site = fileURLToPath(new URL(".", import.meta.url));
const content = join(site, ".content");

rmSync(content, { recursive: true, force: true });
writePages(findPages(), content);

const { app, project } = await readReference({
  // By its path: TypeDoc looks for names beside itself.
  plugin: [fileURLToPath(import.meta.resolve("typedoc-plugin-markdown"))],
  out: join(content, "reference"),
  entryFileName: "index",
  outputFileStrategy: "modules",
  hideBreadcrumbs: true,
  hidePageHeader: true,
});
await app.generateOutputs(project);

await build(site);

const dead = findDeadLinks(join(site, "dist"));
for (const link of dead) console.error(`leads nowhere: ${link}`);
process.exitCode = dead.length === 0 ? 0 : 1;
