import { readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";

const DOCS = new URL("../../docs/", import.meta.url);

/** On what a bench ran, and when. */
export function machine(): string {
  const [cpu] = cpus();
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, Node.js ${process.version}, ${cpus().length} × ${cpu?.model.trim() ?? process.arch}`;
}

/**
 * Writes the tables of a bench into a page of docs/, between `<!-- name -->` and `<!-- /name -->`.
 *
 * @throws Error if the page lacks these comments.
 */
export async function writeResult(
  name: string,
  tables: string,
  pageName = "benchmarks.md",
): Promise<void> {
  const path = fileURLToPath(new URL(pageName, DOCS));
  const page = await readFile(path, "utf8");
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from === -1 || to < from) {
    throw new Error(`docs/${pageName} has no section for it: add ${start} and ${end}`);
  }
  const result = `${start}\n\n*${machine()}*\n\n${tables}\n\n`;
  await writeFile(path, page.slice(0, from) + result + page.slice(to));
}
