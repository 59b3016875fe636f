/** A route of an HTTP API, such as `GET /users/{id}`, `ANY /files/{path+}` or `$default`. */
export interface Route<Target> {
  key: string;
  target: Target;
}

/** The route of a request, with its path parameters. */
export interface RouteMatch<Target> {
  route: Route<Target>;
  /** Decoded, by name; `undefined` when the route has none. */
  pathParameters?: Record<string, string>;
}

/**
 * Finds the route for a request, by the rules of API Gateway: a literal segment beats a parameter, a parameter beats a
 * greedy one, a method beats `ANY`, and `$default` takes what is left.
 *
 * @param path as it was sent, percent-encoded
 */
export function matchRoute<Target>(
  routes: readonly Route<Target>[],
  method: string,
  path: string,
): RouteMatch<Target> | undefined {
  const segments = segmentsOf(path);
  const matches = routes.flatMap((route) => matchOne(route, method, segments));
  const [best] = matches.sort((left, right) => (left.rank < right.rank ? -1 : 1));
  if (best) return best;
  const fallback = routes.find(({ key }) => key === "$default");
  return fallback && { route: fallback };
}

interface RankedMatch<Target> extends RouteMatch<Target> {
  /** One digit a segment, then one for the method; the smallest text is the most specific route. */
  rank: string;
}

function matchOne<Target>(
  route: Route<Target>,
  method: string,
  segments: readonly string[],
): RankedMatch<Target>[] {
  const [routeMethod, routePath] = route.key.split(" ");
  if (routePath === undefined || (routeMethod !== "ANY" && routeMethod !== method)) return [];
  const methodRank = routeMethod === "ANY" ? "1" : "0";
  const parameters: Record<string, string> = Object.create(null);
  const pattern = segmentsOf(routePath);
  let rank = "";
  for (const [at, expected] of pattern.entries()) {
    const [, name, greedy] = /^\{([^+}]+)(\+)?\}$/.exec(expected) ?? [];
    const actual = segments[at];
    if (actual === undefined || (name !== undefined && actual === "")) return [];
    if (name === undefined) {
      if (expected !== actual) return [];
      rank += "0";
      continue;
    }
    if (greedy) {
      parameters[name] = decode(segments.slice(at).join("/"));
      return [{ route, pathParameters: { ...parameters }, rank: `${rank}2${methodRank}` }];
    }
    parameters[name] = decode(actual);
    rank += "1";
  }
  if (pattern.length !== segments.length) return [];
  const pathParameters = Object.keys(parameters).length > 0 ? { ...parameters } : undefined;
  return [{ route, pathParameters, rank: rank + methodRank }];
}

function segmentsOf(path: string): string[] {
  return path.split("/").slice(1);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray '%' is passed on as it was sent.
    return text;
  }
}
