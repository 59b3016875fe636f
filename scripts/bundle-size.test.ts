import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, it } from "@jest/globals";
import { build } from "esbuild";

// The package may refer to itself by its name.
const LOGGER = fileURLToPath(new URL("../packages/logger", import.meta.url));

// What a function ships is read and compiled at every cold start. Who needs more says so here, and why it is worth it:
// 200 bytes open the connection while a function starts, which takes some 50 ms from its first flush.
// 11 KB find the secrets of which half leaked before (docs/redaction.md has the tables).
// 1,500 bytes send to the account and region of a table's ARN, and to the endpoints of every partition.
// 9,000 bytes keep promises to hosts: 3,000 bound every wait and hand events over while the table is down, 1,700 settle loggers
// that the wrapper does not know, 1,300 find a place for undelivered lines when nobody reads stderr, 900 leave the end of a
// process to its host, 500 wait for credentials that hang, 350 are the diagnostics channels, and the rest is health and options.
// 250 bytes read no more of an answer than a service has to say, and keep AWS's session token out of what is said of it.
// 2,000 bytes store the stacks of errors and keep payloads where they are beside a binding.
it.each([
  { names: "createLogger, createDynamoEventWriter", minified: 76_450, gzip: 31_950 },
  { names: "withLogging", minified: 85_650, gzip: 35_550 },
])("bundles { $names } within $minified bytes, $gzip of gzip", async ({ names, ...budget }) => {
  const size = await bundleSize(`export { ${names} } from "@service-events/logger"`);

  expect(size.minified).toBeGreaterThan(10_000);
  expect(size.minified).toBeLessThanOrEqual(budget.minified);
  expect(size.gzip).toBeLessThanOrEqual(budget.gzip);
});

it("keeps the SDK, other sinks and unused features out of a function", async () => {
  const { inputs } = await bundleSize('export { withLogging } from "@service-events/logger"');

  expect(inputs).toContainEqual(expect.stringContaining("logger/src/logger.ts"));
  expect(inputs.filter((path) => path.includes("node_modules"))).toEqual([]);
  expect(inputs.filter((path) => path.includes("assert-definition"))).toEqual([]);
  expect(
    inputs.filter(
      (path) => /\/(compose|sinks)\//.test(path) && !/\/sinks\/(dynamodb\/|sqs)/.test(path),
    ),
  ).toEqual([]);
});

it.each([
  {
    path: "eventbridge",
    create: "createEventBridgeEventWriter",
    minified: 70_450,
    also: ["transport/aws", "sinks/shared/batch-call"],
  },
  {
    path: "firehose",
    create: "createFirehoseEventWriter",
    minified: 70_250,
    also: ["transport/aws", "sinks/shared/batch-call"],
  },
  {
    path: "cloudwatch",
    create: "createCloudWatchEventWriter",
    minified: 63_500,
    also: ["sinks/shared/acceptable"],
  },
  { path: "console", create: "createConsoleEventWriter", minified: 61_500, also: [] },
  {
    path: "otlp",
    create: "createOtlpEventWriter",
    minified: 73_050,
    also: ["sinks/shared/attributes", "sinks/shared/page"],
  },
  {
    path: "datadog",
    create: "createDatadogEventWriter",
    minified: 66_500,
    also: ["sinks/shared/acceptable", "sinks/shared/page"],
  },
  {
    path: "newrelic",
    create: "createNewRelicEventWriter",
    minified: 67_200,
    also: ["sinks/shared/acceptable", "sinks/shared/attributes", "sinks/shared/page"],
  },
  { path: "webhook", create: "createWebhookEventWriter", minified: 65_800, also: [] },
])("bundles a logger to $path within $minified bytes, without other sinks", async (sink) => {
  const { path, create, minified, also } = sink;
  const size = await bundleSize(
    `export { createLogger } from "@service-events/logger"; export { ${create} } from "@service-events/logger/${path}"`,
  );

  expect(size.minified).toBeLessThanOrEqual(minified);
  const own = ["transport/http", "sinks/shared/stdout", `sinks/${path}`, ...also];
  const places = size.inputs.flatMap((input) =>
    Array.from(
      input.matchAll(/logger\/src\/((?:compose|sinks|transport)\/.*)/g),
      ([, file]) => file,
    ),
  );
  expect(places.some((file) => file?.startsWith(`sinks/${path}`))).toBe(true);
  expect(places.filter((file) => !own.some((part) => file?.startsWith(part)))).toEqual([]);
});

/** The bytes that a module adds to a function, bundled as `NodejsFunction` would, and the files they come from. */
async function bundleSize(contents: string) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: LOGGER },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node20",
    mainFields: ["module", "main"],
    metafile: true,
    write: false,
  });
  const [code] = outputFiles.map((file) => file.contents);
  const [output] = Object.values(metafile.outputs);
  if (code === undefined || output === undefined) throw new Error("esbuild wrote no bundle");
  const used = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return {
    minified: code.length,
    gzip: gzipSync(code, { level: 9 }).length,
    inputs: used.map(([path]) => path),
  };
}
