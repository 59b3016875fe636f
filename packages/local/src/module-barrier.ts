import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Keeps the `package.json` of the project around a cloud assembly from saying what its `.js` files are. On Lambda
 * nothing lies around them, so they are CommonJS unless they bring a `package.json` of their own.
 */
export function addBarrier(cdkOut: string): void {
  const file = join(cdkOut, "package.json");
  if (!existsSync(file)) writeFileSync(file, '{ "private": true, "type": "commonjs" }\n');
}
