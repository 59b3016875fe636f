import { UnresolvedError } from "../errors.js";

/** Where intrinsic functions get what a template does not hold itself. */
export interface IntrinsicScope {
  /** The value of a parameter, pseudo parameter or resource; `undefined` when there is none of that name. */
  ref(name: string, where: string): unknown;
  attribute(logicalId: string, attribute: string, where: string): unknown;
  condition(name: string, where: string): boolean;
  mapping(map: string, first: string, second: string): unknown;
  /** What another stack exports under this name; `undefined` when none does. */
  imported(name: string): unknown;
  region: string;
}

type Intrinsic = (argument: unknown, scope: IntrinsicScope, where: string) => unknown;

/** Stands for `AWS::NoValue`: a property or list entry with it is left out. */
export const NO_VALUE = Symbol("AWS::NoValue");

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope, where) =>
    found(scope.ref(String(name), where), where, `unknown resource '${String(name)}'`),
  "Fn::GetAtt": (argument, scope, where) => {
    const [logicalId = "", ...attribute] =
      typeof argument === "string" ? argument.split(".") : texts(argument, scope, where);
    return scope.attribute(logicalId, attribute.join("."), where);
  },
  "Fn::Join": (argument, scope, where) => {
    const [separator, parts] = list(argument, where);
    return texts(resolveValue(parts, scope, where), scope, where).join(String(separator));
  },
  "Fn::Split": (argument, scope, where) => {
    const [separator, text] = texts(argument, scope, where);
    return (text ?? "").split(separator ?? ",");
  },
  "Fn::Select": (argument, scope, where) => {
    const [index, entries] = list(resolveValue(argument, scope, where), where);
    return found(list(entries, where)[Number(index)], where, `there is no entry ${String(index)}`);
  },
  "Fn::Sub": (argument, scope, where) => {
    const [text, variables] = typeof argument === "string" ? [argument] : list(argument, where);
    return substitute(String(text), asRecord(variables ?? {}, where), scope, where);
  },
  "Fn::If": (argument, scope, where) => {
    const [condition, yes, no] = list(argument, where);
    return resolveValue(scope.condition(String(condition), where) ? yes : no, scope, where);
  },
  "Fn::Equals": (argument, scope, where) => {
    const [left, right] = list(resolveValue(argument, scope, where), where);
    return JSON.stringify(left) === JSON.stringify(right);
  },
  "Fn::And": (argument, scope, where) =>
    list(argument, where).every((entry) => resolveValue(entry, scope, where) === true),
  "Fn::Or": (argument, scope, where) =>
    list(argument, where).some((entry) => resolveValue(entry, scope, where) === true),
  "Fn::Not": (argument, scope, where) =>
    resolveValue(list(argument, where)[0], scope, where) !== true,
  Condition: (name, scope, where) => scope.condition(String(name), where),
  "Fn::FindInMap": (argument, scope, where) => {
    const [map = "", first = "", second = ""] = texts(argument, scope, where);
    return found(scope.mapping(map, first, second), where, `no ${map}.${first}.${second}`);
  },
  "Fn::ImportValue": (argument, scope, where) => {
    const name = String(resolveValue(argument, scope, where));
    return found(scope.imported(name), where, `no stack of this app exports '${name}'`);
  },
  "Fn::Base64": (argument, scope, where) =>
    Buffer.from(String(resolveValue(argument, scope, where))).toString("base64"),
  "Fn::ToJsonString": (argument, scope, where) =>
    JSON.stringify(resolveValue(argument, scope, where)),
  "Fn::Length": (argument, scope, where) =>
    list(resolveValue(argument, scope, where), where).length,
  "Fn::GetAZs": (_argument, scope) => ["a", "b", "c"].map((zone) => scope.region + zone),
};

/**
 * Replaces every intrinsic function in a value of a template by what it stands for.
 *
 * @param where the resource and property that the value is from, for messages
 * @throws UnresolvedError for a function that local does not know, or that refers to nothing
 */
export function resolveValue(value: unknown, scope: IntrinsicScope, where: string): unknown {
  if (typeof value === "string") return withoutDynamicReference(value, where);
  if (Array.isArray(value)) {
    return value
      .map((entry) => resolveValue(entry, scope, where))
      .filter((entry) => entry !== NO_VALUE);
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length === 1 && name !== undefined) {
    if (Object.hasOwn(INTRINSICS, name)) return INTRINSICS[name]?.(argument, scope, where);
    if (name.startsWith("Fn::")) throw new UnresolvedError(where, `${name} is not supported`);
  }
  return Object.fromEntries(
    entries
      .map(([key, entry]) => [key, resolveValue(entry, scope, where)] as const)
      .filter(([, entry]) => entry !== NO_VALUE),
  );
}

/** `${Name}`, `${Resource.Attribute}`, and `${!Literal}`, which stands for itself. */
function substitute(
  text: string,
  variables: Record<string, unknown>,
  scope: IntrinsicScope,
  where: string,
): string {
  return text.replace(/\$\{([^}]*)\}/g, (_match, name: string) => {
    if (name.startsWith("!")) return `\${${name.slice(1)}}`;
    if (Object.hasOwn(variables, name)) return String(resolveValue(variables[name], scope, where));
    const intrinsic = name.includes(".") ? "Fn::GetAtt" : "Ref";
    return String(resolveValue({ [intrinsic]: name }, scope, where));
  });
}

function withoutDynamicReference(text: string, where: string): string {
  const [reference] = /\{\{resolve:[^}]*\}\}/.exec(text) ?? [];
  if (reference) throw new UnresolvedError(where, `${reference} is only known to AWS`);
  return text;
}

function texts(argument: unknown, scope: IntrinsicScope, where: string): string[] {
  return list(resolveValue(argument, scope, where), where).map(String);
}

function list(value: unknown, where: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw new UnresolvedError(where, `expected a list, received ${JSON.stringify(value)}`);
}

function asRecord(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  throw new UnresolvedError(where, `expected an object, received ${JSON.stringify(value)}`);
}

function found(value: unknown, where: string, otherwise: string): unknown {
  if (value === undefined) throw new UnresolvedError(where, otherwise);
  return value;
}
