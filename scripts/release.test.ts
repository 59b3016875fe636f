import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

const published = readdirSync("packages")
  .map((folder) => JSON.parse(readFileSync(`packages/${folder}/package.json`, "utf8")))
  .filter((manifest) => !manifest.private)
  .map((manifest) => [manifest.name, manifest] as const);

describe.each(published)("%s", (_name, manifest) => {
  it("says what it is", () => {
    expect(manifest.description).toMatch(/\.$/);
    expect(manifest.keywords.length).toBeGreaterThan(4);
    expect(manifest.license).toBe("MIT");
    expect(manifest.engines).toEqual({ node: ">=20.19" });
    expect(manifest.publishConfig.access).toBe("public");
  });

  it("depends on ranges, so that an app gets one copy of what it uses too", () => {
    for (const version of Object.values({
      ...manifest.dependencies,
      ...manifest.peerDependencies,
    })) {
      expect(version).toMatch(/^(workspace:)?\^/);
    }
  });

  it("is not packed by npm, which would publish versions that cannot be installed", () => {
    expect(manifest.scripts.prepack).toMatch(/^node \.\.\/\.\.\/scripts\/refuse-npm-pack\.mjs && /);
  });
});

it("stops npm pack with what to do instead", () => {
  // pnpm says by this variable who runs the tests.
  const { npm_config_user_agent: _, ...env } = process.env;
  const { status, stderr } = spawnSync("npm", ["pack", "--dry-run"], {
    cwd: "packages/query",
    encoding: "utf8",
    env,
  });
  expect(status).not.toBe(0);
  expect(stderr).toContain("Pack and publish with pnpm");
});

describe("preparing a release", () => {
  let workspace: string;

  beforeEach(() => {
    workspace = mkdtempSync(join(tmpdir(), "release-"));
    write("packages/logger/package.json", { name: "logger", version: "1.2.3", description: "x" });
    write("packages/testing/package.json", { name: "testing", private: true });
  });

  afterEach(() => rmSync(workspace, { recursive: true }));

  it("stops and names what only the owner knows", () => {
    write("package.json", { author: "Acme" });
    const { status, stderr } = prepare();
    expect(status).toBe(1);
    expect(stderr).toContain("Fill in, in package.json:");
    expect(stderr).toContain('"repository":');
    expect(stderr).not.toContain('"author":');
    expect(read("packages/logger/package.json")).not.toHaveProperty("author");
  });

  it("completes the manifests of published packages from that", () => {
    write("package.json", { author: "Acme", repository: "https://github.com/acme/events/" });
    expect(prepare()).toMatchObject({ status: 0, stdout: "logger 1.2.3\n" });
    expect(read("packages/logger/package.json")).toEqual({
      name: "logger",
      version: "1.2.3",
      description: "x",
      author: "Acme",
      homepage: "https://github.com/acme/events/tree/main/packages/logger#readme",
      repository: {
        type: "git",
        url: "git+https://github.com/acme/events.git",
        directory: "packages/logger",
      },
      bugs: "https://github.com/acme/events/issues",
    });
    expect(read("packages/testing/package.json")).toEqual({ name: "testing", private: true });
  });

  function prepare() {
    const script = resolve("scripts/prepare-release.mjs");
    return spawnSync(process.execPath, [script], { cwd: workspace, encoding: "utf8" });
  }

  function write(path: string, content: object): void {
    mkdirSync(join(workspace, path, ".."), { recursive: true });
    writeFileSync(join(workspace, path), JSON.stringify(content));
  }

  function read(path: string): unknown {
    return JSON.parse(readFileSync(join(workspace, path), "utf8"));
  }
});
