import {
  answerBytes,
  createPostClient,
  type Endpoint,
  type HttpAnswer,
  type Post,
} from "../http/post.js";
import { credentialsOfEnvironment } from "./credentials.js";
import { regionalEndpoint, variantOfEnvironment } from "./regional-endpoint.js";
import type { Credentials } from "./signature.js";

/** What a call needs besides its content. */
export interface Connection {
  region(): Promise<string>;
  endpoint(): Promise<Endpoint>;
  /** `renew` asks for others than the last ones: the service says that those have expired. */
  credentials(renew: boolean): Promise<Credentials>;
  readonly post: Post;
  /** Opens a connection before it is needed, where that is this package's to do. Best effort. */
  preconnect?(): void;
}

/** The part of an AWS SDK v3 client that is used: the client itself is never loaded by this package. */
export interface AwsClient {
  readonly config: {
    region: Provider<string>;
    credentials: (options?: { forceRefresh?: boolean }) => Promise<Credentials>;
    requestHandler: RequestHandler;
    endpoint?: Provider<SdkEndpoint>;
    endpointProvider?: (parameters: never) => { url: URL };
    useFipsEndpoint?: Provider<boolean>;
    useDualstackEndpoint?: Provider<boolean>;
    /** The URL that environment or config file have for the service. */
    serviceConfiguredEndpoint?: Provider<string | undefined>;
    ignoreConfiguredEndpointUrls?: boolean;
  };
}

type Provider<T> = () => Promise<T>;

interface SdkEndpoint {
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
}

/** A request handler of the SDK, as far as it is used here. */
interface RequestHandler {
  handle(
    request: SdkEndpoint & {
      method: string;
      headers: Record<string, string>;
      query: Record<string, string>;
      body: string | Uint8Array;
    },
    options: { abortSignal: AbortSignal },
  ): Promise<{
    response: {
      statusCode: number;
      headers: Record<string, string>;
      body?: AsyncIterable<Uint8Array>;
    };
  }>;
}

/**
 * Opens the road to a service, through a client where there is one, else with what the environment says. A `region`
 * that is given is the one that is called, whatever these say.
 *
 * @throws TypeError when the client is none of the SDK's.
 */
export function openConnection(
  service: string,
  client: AwsClient | undefined,
  region?: string,
): Connection {
  if (client === undefined) return connectionOfEnvironment(service, region);
  if (typeof client?.config?.requestHandler?.handle === "function") {
    return connectionOf(client, service, region);
  }
  throw new TypeError(`client must be a client of the AWS SDK for JavaScript v3 for ${service}`);
}

/** Lends a client's region, endpoint, credentials and request handler. */
export function connectionOf(client: AwsClient, service: string, region?: string): Connection {
  const { config } = client;
  let endpoint: Promise<Endpoint> | undefined;

  async function resolveRegion(): Promise<string> {
    return region ?? config.region();
  }

  async function configuredEndpoint(): Promise<Endpoint | undefined> {
    if (config.ignoreConfiguredEndpointUrls) return undefined;
    const url = await config.serviceConfiguredEndpoint?.();
    return url ? fromUrl(new URL(url)) : endpointOfEnvironment(service);
  }

  async function resolveEndpoint(): Promise<Endpoint> {
    const given = await config.endpoint?.();
    if (given) return toEndpoint(given);
    const configured = await configuredEndpoint();
    if (configured) return configured;
    const parameters = {
      Region: await resolveRegion(),
      UseFIPS: (await config.useFipsEndpoint?.()) ?? false,
      UseDualStack: (await config.useDualstackEndpoint?.()) ?? false,
    };
    const provided = config.endpointProvider?.(parameters as never);
    if (provided) return fromUrl(provided.url);
    const { UseFIPS: fips, UseDualStack: dualStack } = parameters;
    return regionalEndpoint(service, parameters.Region, { fips, dualStack });
  }

  return {
    region: resolveRegion,
    endpoint: () => {
      endpoint ??= resolveEndpoint().catch((error: unknown) => {
        endpoint = undefined;
        throw error;
      });
      return endpoint;
    },
    credentials: (renew) => config.credentials(renew ? { forceRefresh: true } : undefined),
    post: (request, signal) => postThrough(config.requestHandler, request, signal),
  };
}

async function postThrough(
  handler: RequestHandler,
  { endpoint, headers, body }: Parameters<Post>[0],
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const length = Buffer.byteLength(body);
  const { response } = await handler.handle(
    {
      ...endpoint,
      method: "POST",
      query: {},
      headers: { ...headers, "content-length": String(length) },
      body,
    },
    { abortSignal: signal },
  );
  const chunks: Uint8Array[] = [];
  let room = answerBytes(length);
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    room -= chunk.length;
    if (room <= 0) break;
  }
  return {
    status: response.statusCode,
    headers: response.headers,
    body: Buffer.concat(chunks).toString(),
  };
}

/** Lambda's environment: region, credentials and, for tests and local runs, an endpoint. */
export function connectionOfEnvironment(service: string, given?: string): Connection {
  const client = createPostClient();

  async function region(): Promise<string> {
    const name = given ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
    if (!name) throw new Error("AWS_REGION is not set: set it, or pass a client");
    return name;
  }

  async function endpoint(): Promise<Endpoint> {
    const configured = endpointOfEnvironment(service);
    return configured ?? regionalEndpoint(service, await region(), variantOfEnvironment());
  }

  return {
    region,
    endpoint,
    credentials: credentialsOfEnvironment,
    post: client.post,
    preconnect() {
      endpoint().then(client.preconnect, () => {});
    },
  };
}

/** `AWS_ENDPOINT_URL_DYNAMODB` or `AWS_ENDPOINT_URL`, as every AWS SDK reads them. */
function endpointOfEnvironment(service: string): Endpoint | undefined {
  // The one service whose host has another name than the SDKs give it.
  const name = service === "events" ? "EVENTBRIDGE" : service.toUpperCase();
  const url = process.env[`AWS_ENDPOINT_URL_${name}`] ?? process.env.AWS_ENDPOINT_URL;
  return url ? fromUrl(new URL(url)) : undefined;
}

function fromUrl(url: URL): Endpoint {
  return toEndpoint({
    protocol: url.protocol,
    hostname: url.hostname,
    port: Number(url.port) || undefined,
    path: url.pathname,
  });
}

function toEndpoint({ protocol, hostname, port, path }: SdkEndpoint): Endpoint {
  return {
    protocol: protocol === "http:" ? "http:" : "https:",
    hostname,
    port,
    path: path.endsWith("/") ? path : `${path}/`,
  };
}
