import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Adds a `package.json` to a cloud assembly, so that the one of the project around it does not decide how its `.js` files
 * load. On Lambda they are CommonJS unless their asset has a `package.json`.
 */
export function addBarrier(cdkOut: string): void {
  const file = join(cdkOut, "package.json");
  if (!existsSync(file)) writeFileSync(file, '{ "private": true, "type": "commonjs" }\n');
}
