/** One statement of an identity policy. Of each pair one list is set. */
export interface Statement {
  effect: "Allow" | "Deny";
  actions?: readonly string[];
  notActions?: readonly string[];
  resources?: readonly string[];
  notResources?: readonly string[];
}

/** What a caller wants to do. */
export interface AccessRequest {
  /** Such as `dynamodb:PutItem`. */
  action: string;
  /** An ARN. */
  resource: string;
}

/** Granted, forbidden by a statement that says so, or simply granted by none. */
export type Decision = "allowed" | "explicitDeny" | "implicitDeny";

/** Decides as IAM does for one identity: a Deny beats every Allow, and what no statement allows is denied. */
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
 * Whether a text fits an IAM pattern, in which `*` stands for any characters and `?` for one. Takes at most
 * pattern times text steps, whatever the pattern.
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
      // The last star takes one character more.
      inPattern = star + 1;
      at = ++afterStar;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(inPattern));
}
