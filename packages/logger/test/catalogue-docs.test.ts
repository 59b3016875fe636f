import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createProject, type Project } from "./project.js";

const page = readFileSync(resolve(import.meta.dirname, "../../../docs/catalogue.md"), "utf8");

/** The code blocks of the page in that language, as one text. */
function blocks(language: string): string {
  const found = page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"));
  return Array.from(found, ([, text]) => text).join("");
}

describe("the samples in docs/catalogue.md", () => {
  let project: Project;

  beforeAll(async () => {
    project = await createProject({ "samples.ts": blocks("ts") });
  });

  afterAll(() => project.remove());

  it("compile, and fail to where they say so", async () => {
    expect(await project.compile()).toBe("");
  }, 120_000);

  it("print what the page says", async () => {
    const printed = await project.run("samples.ts");
    const events = printed.split("\n").filter((line) => !line.startsWith('{"level":"warn"'));

    expect(events.join("\n")).toBe(blocks("text"));
  }, 60_000);
});
