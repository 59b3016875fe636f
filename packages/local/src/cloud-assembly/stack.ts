import { UnresolvedError } from "../errors.js";
import type { AssemblyStack, TemplateResource } from "./assembly.js";
import {
  arnOf,
  type Identified,
  type IdentifierScope,
  NAME_PROPERTIES,
  nameOf,
} from "./identifiers.js";
import { type IntrinsicScope, NO_VALUE, resolveValue } from "./intrinsics.js";
import { attributeOf, refOf } from "./references.js";

/** A resource of a stack that its conditions let exist. */
export interface LocalResource {
  logicalId: string;
  type: string;
  /** The path of its construct in the stack, such as `Jobs/Queue`. */
  label: string;
  metadata: Record<string, unknown>;
  properties: Record<string, unknown>;
}

/** A stack whose values are resolved to those of this machine. */
export interface LocalStack {
  name: string;
  account: string;
  region: string;
  assets: ReadonlyMap<string, string>;
  /** The resources of these types; all of them when none is given. */
  resources(...types: string[]): LocalResource[];
  /** A property with its intrinsic functions replaced; `undefined` when the template does not set it. */
  property(resource: LocalResource, name: string): unknown;
  resolve(value: unknown, where: string): unknown;
  nameOf(resource: LocalResource): string;
  arnOf(resource: LocalResource): string;
}

/** Opens the stacks of one app; what one exports, the others import. */
export function openStacks(stacks: readonly AssemblyStack[]): LocalStack[] {
  const exported = (name: string): unknown => {
    for (const stack of stacks) {
      for (const output of Object.values(stack.template.Outputs ?? {})) {
        const scope = scopeOf(stack, exported);
        if (output.Export && resolveValue(output.Export.Name, scope, "Outputs") === name) {
          return resolveValue(output.Value, scope, `output ${name}`);
        }
      }
    }
    return undefined;
  };
  return stacks.map((stack) => openStack(stack, scopeOf(stack, exported)));
}

function openStack(stack: AssemblyStack, scope: IntrinsicScope): LocalStack {
  const identifiers = identifierScope(stack);
  const resources = Object.entries(stack.template.Resources ?? {})
    .filter(([id, { Condition }]) => Condition === undefined || scope.condition(Condition, id))
    .map(([logicalId, resource]) => describe(logicalId, resource));
  const identified = ({ logicalId }: LocalResource) => identify(stack, scope, logicalId);
  return {
    name: stack.name,
    account: stack.account,
    region: stack.region,
    assets: stack.assets,
    resources: (...types) =>
      types.length === 0 ? resources : resources.filter(({ type }) => types.includes(type)),
    property: (resource, name) =>
      resolveValue(resource.properties[name], scope, `${resource.logicalId}.${name}`),
    resolve: (value, where) => resolveValue(value, scope, where),
    nameOf: (resource) => nameOf(identifiers, identified(resource)),
    arnOf: (resource) => arnOf(identifiers, identified(resource)),
  };
}

function describe(logicalId: string, resource: TemplateResource): LocalResource {
  const path = String(resource.Metadata?.["aws:cdk:path"] ?? "");
  const [, ...constructs] = path.split("/");
  if (constructs.at(-1) === "Resource") constructs.pop();
  return {
    logicalId,
    type: resource.Type,
    label: constructs.join("/") || logicalId,
    metadata: resource.Metadata ?? {},
    properties: resource.Properties ?? {},
  };
}

function scopeOf(stack: AssemblyStack, imported: (name: string) => unknown): IntrinsicScope {
  const { template } = stack;
  const pseudo: Record<string, unknown> = {
    "AWS::AccountId": stack.account,
    "AWS::Region": stack.region,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": stack.name,
    "AWS::StackId": `arn:aws:cloudformation:${stack.region}:${stack.account}:stack/${stack.name}/local`,
    "AWS::NotificationARNs": [],
    "AWS::NoValue": NO_VALUE,
  };
  const scope: IntrinsicScope = {
    region: stack.region,
    imported,
    ref: (name, where) => {
      if (Object.hasOwn(pseudo, name)) return pseudo[name];
      const parameter = template.Parameters?.[name];
      if (parameter) return parameterValue(name, parameter, where);
      return (
        template.Resources?.[name] && refOf(identifierScope(stack), identify(stack, scope, name))
      );
    },
    attribute: (logicalId, attribute, where) => {
      if (!template.Resources?.[logicalId]) {
        throw new UnresolvedError(where, `unknown resource '${logicalId}'`);
      }
      return attributeOf(
        identifierScope(stack),
        identify(stack, scope, logicalId),
        attribute,
        where,
      );
    },
    condition: (name, where) => resolveValue(template.Conditions?.[name], scope, where) === true,
    mapping: (map, first, second) => template.Mappings?.[map]?.[first]?.[second],
  };
  return scope;
}

function parameterValue(
  name: string,
  parameter: { Type: string; Default?: unknown },
  where: string,
) {
  if (parameter.Type.startsWith("AWS::SSM::Parameter")) {
    throw new UnresolvedError(where, `parameter '${name}' is read from SSM at deploy time`);
  }
  if (parameter.Default === undefined) {
    throw new UnresolvedError(where, `parameter '${name}' has no default`);
  }
  return parameter.Default;
}

function identifierScope(stack: AssemblyStack): IdentifierScope {
  return { stackName: stack.name, account: stack.account, region: stack.region };
}

function identify(stack: AssemblyStack, scope: IntrinsicScope, logicalId: string): Identified {
  const resource = stack.template.Resources?.[logicalId];
  const type = resource?.Type ?? "";
  const property = NAME_PROPERTIES[type];
  const given = property
    ? resolveValue(resource?.Properties?.[property], scope, `${logicalId}.${property}`)
    : undefined;
  // An alias or a version is identified by the function that it stands for.
  if (type === "AWS::Lambda::Alias" || type === "AWS::Lambda::Version") {
    const target = resolveValue(
      resource?.Properties?.FunctionName,
      scope,
      `${logicalId}.FunctionName`,
    );
    const qualifier = type === "AWS::Lambda::Version" ? "1" : resource?.Properties?.Name;
    return { logicalId, type, givenName: `${String(target)}:${String(qualifier)}` };
  }
  return { logicalId, type, givenName: typeof given === "string" ? given : undefined };
}
