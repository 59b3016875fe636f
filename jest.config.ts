/** @jest-config-loader esbuild-register */
import type { Config } from "jest";

// One line for each process that loads the SDK would hide what matters.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
// Seconds in each process that synthesizes; CI validates once, strictly.
process.env.CDK_VALIDATION = "false";

const config: Config = {
  testEnvironment: "node",
  // Most tests wait for processes of their own: one worker a core leaves nothing idle.
  maxWorkers: "100%",
  testTimeout: 30_000,
  testMatch: ["<rootDir>/{packages,infra,scripts,test}/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/", "/cdk.out/"],
  modulePathIgnorePatterns: ["/dist/", "/cdk.out/", "/.service-events/"],
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
