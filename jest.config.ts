/** @jest-config-loader esbuild-register */
import type { Config } from "jest";

// One line for each process that loads the SDK would hide what matters.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
// Seconds in each process that synthesizes; CI validates once, strictly.
process.env.CDK_VALIDATION = "false";

type Project = Exclude<NonNullable<Config["projects"]>[number], string>;

/** What both kinds of modules have in common. */
function project(displayName: string, moduleType: "es6" | "commonjs", rest: Project): Project {
  return {
    displayName,
    testEnvironment: "node",
    // Jest wraps the properties of what a test file leaves behind, those of objects shared by all files anew each time.
    testEnvironmentOptions: { globalsCleanup: "off" },
    testPathIgnorePatterns: ["/node_modules/", "/dist/", "/cdk.out/"],
    modulePathIgnorePatterns: ["/dist/", "/cdk.out/", "/.service-events/"],
    transform: {
      "\\.tsx?$": [
        "@swc/jest",
        {
          jsc: { parser: { syntax: "typescript" }, target: "es2022" },
          module: { type: moduleType },
          sourceMaps: "inline",
        },
      ],
    },
    // ES modules write `.js` in relative imports; the source beside them is TypeScript.
    moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
    ...rest,
  };
}

/** Tests of what ships as CommonJS, and of what imports it. */
const COMMONJS = "(packages/constructs|infra)/";

const config: Config = {
  // Most tests wait for processes of their own: one worker a core leaves nothing idle.
  maxWorkers: "100%",
  testTimeout: 30_000,
  reporters: ["default", "<rootDir>/scripts/slowest-tests.mjs"],
  projects: [
    project("esm", "es6", {
      testMatch: ["<rootDir>/{packages,scripts,test}/**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", "/dist/", "/cdk.out/", `<rootDir>/${COMMONJS}`],
      extensionsToTreatAsEsm: [".ts", ".tsx"],
    }),
    project("commonjs", "commonjs", {
      testMatch: ["<rootDir>/{packages/constructs,infra}/**/*.test.ts"],
    }),
  ],
};

export default config;
