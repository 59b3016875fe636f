import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";

const MIT = "Permission is hereby granted, free of charge";

it.each([
  ["dashboard", ["## hono@", "## valibot@", MIT, "## @smithy/core@", "Apache License"]],
  ["dashboard/web", ["## preact ", "## @tanstack/virtual-core ", MIT]],
  ["redrive", ["No third-party package is bundled."]],
])("ships %s with the licences of what is bundled", (asset, expected) => {
  const licenses = readFileSync(join(__dirname, "../assets", asset, "licenses.txt"), "utf8");
  for (const text of expected) expect(licenses).toContain(text);
});
