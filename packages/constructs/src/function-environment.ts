import { Annotations } from "aws-cdk-lib";
import type { IGrantable } from "aws-cdk-lib/aws-iam";
import type { IConstruct } from "constructs";

/** A function whose environment this app decides. Recognised by its method: two copies of aws-cdk-lib may meet. */
interface ConfigurableFunction extends IConstruct {
  addEnvironment(name: string, value: string): unknown;
}

/** The table that each function writes to. */
const tableOfFunction = new WeakMap<object, string>();

/**
 * Gives the settings to the function behind a grantee: a function itself, or the one that an alias or a version stands
 * for. Grantees without an environment (roles, users) are left alone. Where the settings cannot arrive, a warning says so.
 *
 * @throws Error when the function already writes to another table.
 */
export function addToEnvironment(grantee: IGrantable, environment: Record<string, string>): void {
  const target = "lambda" in grantee ? grantee.lambda : grantee;
  if (!isConfigurable(target)) {
    warnAboutImport(target, environment);
    return;
  }
  claim(target, environment.EVENT_LOG_TABLE as string);
  for (const [name, value] of Object.entries(environment)) target.addEnvironment(name, value);
  warnAboutPublishedVersion(grantee, target);
}

/** Whether the settings of a writer have a place to go. */
export function hasEnvironment(grantee: IGrantable): boolean {
  return "lambda" in grantee || isConfigurable(grantee) || isFunction(grantee);
}

function claim(target: ConfigurableFunction, tableName: string): void {
  const claimed = tableOfFunction.get(target) ?? tableName;
  if (claimed !== tableName) {
    throw new Error(
      `function '${target.node.path}' already writes its events to another event log: grant it one table only`,
    );
  }
  tableOfFunction.set(target, tableName);
}

function warnAboutImport(target: unknown, environment: Record<string, string>): void {
  if (!isFunction(target)) return;
  Annotations.of(target).addWarningV2(
    "@service-events/constructs:importedFunction",
    `'${target.node.path}' is imported, so its environment cannot be set from here: set ${Object.keys(environment).join(", ")} where the function is defined, or its events will not reach the table`,
  );
}

function warnAboutPublishedVersion(grantee: IGrantable, target: ConfigurableFunction): void {
  const version = versionOf(grantee);
  if (version === undefined || isPublishedAnew(version, target)) return;
  Annotations.of(version).addWarningV2(
    "@service-events/constructs:publishedVersion",
    `version '${version.node.path}' keeps the environment with which it was published: if it exists already, its events will not reach the table; use currentVersion of the function, which is published anew`,
  );
}

/** CDK gives `currentVersion` a new logical id with each change of the environment; any other version stays as it was made. */
function isPublishedAnew(version: IConstruct, target: ConfigurableFunction): boolean {
  return version.node.scope === target && ["CurrentVersion", "$LATEST"].includes(version.node.id);
}

/** The version that a version is, or that an alias points to; none for a function, whose code is always the latest. */
function versionOf(grantee: IGrantable): IConstruct | undefined {
  if (!("version" in grantee)) return undefined;
  const version = typeof grantee.version === "string" ? grantee : grantee.version;
  return isConstruct(version) ? version : undefined;
}

function isConfigurable(value: unknown): value is ConfigurableFunction {
  return isConstruct(value) && "addEnvironment" in value;
}

function isFunction(value: unknown): value is IConstruct {
  return isConstruct(value) && "functionArn" in value;
}

function isConstruct(value: unknown): value is IConstruct {
  return typeof value === "object" && value !== null && "node" in value;
}
