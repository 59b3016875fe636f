/** One statement of an identity policy. One list of each pair is set. */
export interface Statement {
  effect: "Allow" | "Deny";
  actions?: readonly string[];
  notActions?: readonly string[];
  resources?: readonly string[];
  notResources?: readonly string[];
}

/** An action on a resource. */
export interface AccessRequest {
  /** Such as `dynamodb:PutItem`. */
  action: string;
  /** An ARN. */
  resource: string;
}

/** Allowed, denied by a Deny, or not allowed by any statement. */
export type Decision = "allowed" | "explicitDeny" | "implicitDeny";

/** Evaluates statements as IAM does for one identity: a Deny overrides every Allow, and the default is to deny. */
export function decide(statements: readonly Statement[], request: AccessRequest): Decision {
  const fitting = statements.filter((statement) => fits(statement, request));
  if (fitting.some(({ effect }) => effect === "Deny")) return "explicitDeny";
  return fitting.length > 0 ? "allowed" : "implicitDeny";
}

function fits(statement: Statement, { action, resource }: AccessRequest): boolean {
  const ofAction = (pattern: string) => matches(pattern.toLowerCase(), action.toLowerCase());
  const ofResource = (pattern: string) => matches(pattern, resource);
  return (
    isListed(statement.actions, statement.notActions, ofAction) &&
    isListed(statement.resources, statement.notResources, ofResource)
  );
}

function isListed(
  patterns: readonly string[] | undefined,
  excluded: readonly string[] | undefined,
  test: (pattern: string) => boolean,
): boolean {
  if (patterns) return patterns.some(test);
  return excluded !== undefined && !excluded.some(test);
}

/**
 * Whether a text matches an IAM pattern, in which `*` matches any characters and `?` matches one. Takes at most
 * pattern length times text length steps.
 */
export function matches(pattern: string, text: string): boolean {
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let afterStar = 0;
  while (at < text.length) {
    const expected = pattern[inPattern];
    if (expected === "*") {
      star = inPattern++;
      afterStar = at;
    } else if (expected === "?" || expected === text[at]) {
      inPattern += 1;
      at += 1;
    } else if (star >= 0) {
      // Let the last star match one more character.
      inPattern = star + 1;
      at = ++afterStar;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(inPattern));
}
