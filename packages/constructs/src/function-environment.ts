import { Annotations } from "aws-cdk-lib";
import type { IGrantable } from "aws-cdk-lib/aws-iam";
import type { IConstruct } from "constructs";

/** A function that this app defines. Recognized by its method: an app may load two copies of aws-cdk-lib. */
interface ConfigurableFunction extends IConstruct {
  addEnvironment(name: string, value: string): unknown;
}

/** The function of a grantee: itself, or the one of an alias or a version. Undefined for a role, a user and the like. */
export function functionOf(grantee: IGrantable): IConstruct | undefined {
  const target = "lambda" in grantee ? grantee.lambda : grantee;
  return isConfigurable(target) || isFunction(target) ? target : undefined;
}

/** Adds variables to the environment of a grantee's function. Warns where they cannot take effect. */
export function addToEnvironment(
  grantee: IGrantable,
  target: IConstruct,
  environment: Record<string, string>,
): void {
  if (!isConfigurable(target)) {
    warnAboutImport(target, environment);
    return;
  }
  for (const [name, value] of Object.entries(environment)) target.addEnvironment(name, value);
  warnAboutPublishedVersion(grantee, target);
}

function warnAboutImport(target: IConstruct, environment: Record<string, string>): void {
  Annotations.of(target).addWarningV2(
    "@service-events/constructs:importedFunction",
    `cannot set the environment of '${target.node.path}', which is imported: set ${Object.keys(environment).join(", ")} where the function is defined, or its events will not reach the table`,
  );
}

function warnAboutPublishedVersion(grantee: IGrantable, target: IConstruct): void {
  const version = versionOf(grantee);
  if (version === undefined || isRepublished(version, target)) return;
  Annotations.of(version).addWarningV2(
    "@service-events/constructs:publishedVersion",
    `version '${version.node.path}' keeps the environment it was published with: if it is already deployed, its events will not reach the table; use the function's currentVersion, which is published again on every change`,
  );
}

/** The logical id of `currentVersion` changes with the environment; any other version stays as it was published. */
function isRepublished(version: IConstruct, target: IConstruct): boolean {
  return version.node.scope === target && ["CurrentVersion", "$LATEST"].includes(version.node.id);
}

/** The version that the grantee is or, as an alias, points to. Undefined for a function, which always runs its latest code. */
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
