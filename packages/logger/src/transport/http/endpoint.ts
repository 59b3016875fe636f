import type { Endpoint } from "./post.js";

/** Where a sink posts to, with the headers of every request. */
export interface Destination {
  readonly endpoint: Endpoint;
  readonly headers: Readonly<Record<string, string>>;
  /** The text, or an empty one if it repeats a secret of the endpoint. */
  discreet(text: string): string;
}

interface Address {
  /** Of http or https. A user and password in it become an `authorization` header. */
  readonly url: string | URL;
  /** All values are treated as secrets. */
  readonly headers?: Readonly<Record<string, string>>;
}

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

/** A prefix of this length counts as the secret: answers may repeat only its beginning. */
const TELLING_CHARACTERS = 8;

/**
 * Checks where a sink posts to. `url` and `headers` come from code or the environment: an event never determines an
 * address.
 *
 * @throws TypeError that names the option and does not repeat its value, which may be a secret.
 */
export function toDestination({ url: address, headers = {} }: Address): Destination {
  const url = parseUrl(address);
  const all = { ...authorizationOf(url), ...checked(headers) };
  const { protocol, hostname, port, pathname, search } = url;
  const secrets = secretsOf(url, Object.values(all));
  return {
    endpoint: {
      protocol: protocol as Endpoint["protocol"],
      hostname,
      port: port === "" ? undefined : Number(port),
      path: pathname + search,
    },
    headers: all,
    discreet(text) {
      const lowerCase = text.toLowerCase();
      return secrets.some((secret) => lowerCase.includes(secret)) ? "" : text;
    },
  };
}

function parseUrl(address: unknown): URL {
  const text = String(address ?? "");
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "https:" && url?.protocol !== "http:") {
    throw new TypeError(
      "url must be an http or https address, such as 'https://collector.example/v1/logs'",
    );
  }
  return url;
}

function authorizationOf({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  const user = `${decoded(username)}:${decoded(password)}`;
  return { authorization: `Basic ${Buffer.from(user).toString("base64")}` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function checked(headers: Readonly<Record<string, string>>): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name)) {
      throw new TypeError(`headers has '${name}', which cannot be the name of a header`);
    }
    if (typeof value !== "string" || !HEADER_VALUE.test(value)) {
      throw new TypeError(`the header '${name}' must be a text of printable ASCII characters`);
    }
    all[name.toLowerCase()] = value;
  }
  return all;
}

/** What messages must not repeat: parts of header values, and the parts of an address besides its host. */
function secretsOf(url: URL, headerValues: readonly string[]): string[] {
  const { username, password, pathname, search, searchParams } = url;
  // A short path segment, such as `v1`, is not secret and common in messages.
  const inPath = pathname.split("/").filter((part) => part.length >= TELLING_CHARACTERS);
  const inQuery = search.split("&").map((pair) => pair.slice(pair.indexOf("=") + 1));
  const inAddress = [username, password, pathname, ...inPath, ...inQuery];
  return headerValues
    .flatMap((value) => value.split(/[\s,;:=]+/))
    .concat(inAddress, inAddress.map(decoded), ...searchParams.values())
    .filter((secret) => secret !== "" && secret !== "/")
    .map((secret) => secret.slice(0, TELLING_CHARACTERS).toLowerCase());
}
