// A small Lambda runtime: what AWS's own Node.js runtime client does, as far as a function can tell.
// node runtime-client.mjs <file of the handler> <name of its export>
import { AsyncLocalStorage } from "node:async_hooks";
import http from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
const [file, name] = process.argv.slice(2);
const { AWS_LAMBDA_RUNTIME_API, AWS_LAMBDA_MAX_CONCURRENCY } = process.env;
const { hostname, port } = new URL(`http://${AWS_LAMBDA_RUNTIME_API}`);
const concurrency = Number(AWS_LAMBDA_MAX_CONCURRENCY ?? 1);
const agent = new http.Agent({ keepAlive: true, maxSockets: concurrency });
const traces = new AsyncLocalStorage();

globalThis.awslambda = {
  streamifyResponse(handler) {
    handler[STREAMING] = "response";
    return handler;
  },
  ...(AWS_LAMBDA_MAX_CONCURRENCY && {
    InvokeStore: { getXRayTraceId: () => traces.getStore() },
  }),
};

let current;
let onBeforeExit = () => {};
process.on("beforeExit", () => onBeforeExit());
for (const event of ["uncaughtException", "unhandledRejection"]) {
  process.on(event, async (error) => {
    console.error(event, error);
    await post(current ? `invocation/${current}/error` : "init/error", describe(error));
    process.exit(128);
  });
}

async function load() {
  if (file.endsWith(".mjs")) return (await import(pathToFileURL(file).href))[name];
  return createRequire(import.meta.url)(file)[name];
}

function call(method, path, headers = {}) {
  const request = http.request({
    hostname,
    port,
    agent,
    method,
    headers,
    path: `/2018-06-01/runtime/${path}`,
  });
  const answer = new Promise((resolve, reject) => {
    request.on("error", reject);
    request.on("response", (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ headers: response.headers, body }));
    });
  });
  return { request, answer };
}

function post(path, value) {
  const { request, answer } = call("POST", path, { "Content-Type": "application/json" });
  request.end(JSON.stringify(value ?? null));
  return answer;
}

function describe(error) {
  const isError = error instanceof Error;
  return {
    errorType: isError ? error.name : typeof error,
    errorMessage: isError ? error.message : String(error),
  };
}

function contextOf(headers) {
  let waits = true;
  return {
    get callbackWaitsForEmptyEventLoop() {
      return waits;
    },
    set callbackWaitsForEmptyEventLoop(value) {
      waits = value;
    },
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: "$LATEST",
    memoryLimitInMB: "128",
    logGroupName: "/aws/lambda/harness",
    logStreamName: "harness",
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    getRemainingTimeInMillis: () => headers["lambda-runtime-deadline-ms"] - Date.now(),
  };
}

async function runStreaming(handler, id, event, context) {
  const { request, answer } = call("POST", `invocation/${id}/response`, {
    "Lambda-Runtime-Function-Response-Mode": "streaming",
  });
  await handler(event, request, context);
  await answer;
}

async function serve(handler) {
  const next = call("GET", "invocation/next");
  next.request.end();
  const { headers, body } = await next.answer;
  const id = headers["lambda-runtime-aws-request-id"];
  const trace = headers["lambda-runtime-trace-id"];
  current = id;
  if (!AWS_LAMBDA_MAX_CONCURRENCY) process.env._X_AMZN_TRACE_ID = trace;

  const gaveUp = new Promise((_, reject) => {
    onBeforeExit = () => reject(Object.assign(new Error("nothing left"), { name: "NodeJsExit" }));
  });
  gaveUp.catch(() => {});
  try {
    const context = contextOf(headers);
    const event = JSON.parse(body);
    if (handler[STREAMING]) {
      await traces.run(trace, () => runStreaming(handler, id, event, context));
    } else {
      const result = traces.run(trace, () => handler(event, context));
      await post(`invocation/${id}/response`, await Promise.race([result, gaveUp]));
    }
  } catch (error) {
    await post(`invocation/${id}/error`, describe(error));
  }
  onBeforeExit = () => {};
  // The next turn of the loop, as AWS's does it.
  setImmediate(() => void serve(handler));
}

const handler = await load();
if (handler.length > 2 && !handler[STREAMING]) {
  await post("init/error", describe(new Error("callback-style handlers are not supported")));
  process.exit(1);
}
for (let lane = 0; lane < concurrency; lane++) void serve(handler);
