/** @jest-config-loader esbuild-register */
import type { Config } from "jest";

const config: Config = {
  testEnvironment: "node",
  testMatch: [
    "<rootDir>/packages/**/*.test.ts",
    "<rootDir>/infra/**/*.test.ts",
    "<rootDir>/scripts/**/*.test.ts",
  ],
  testPathIgnorePatterns: ["/node_modules/", "/dist/", "/cdk.out/"],
  modulePathIgnorePatterns: ["/dist/", "/cdk.out/"],
  transform: {
    "\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, sourceMaps: "inline" },
    ],
  },
  // ESM packages write `.js` in relative imports; the source beside them is TypeScript.
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
};

export default config;
