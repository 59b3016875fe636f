import { days, type Retention } from "@service-events/schema";
import { checkedCatalogue } from "./define.js";
import { type Catalogue, type EventDefinition, levelOf } from "./definition.js";
import { type JsonSchema, payloadJsonSchema } from "./json-schema.js";

/** Fields nested deeper are omitted. */
const MAX_FIELD_DEPTH = 4;

/**
 * The catalogue as a page in Markdown: a table of all events, and for each its meaning, retention, redaction,
 * and the fields of its payload, as far as JSON Schema can express them.
 *
 * @throws TypeError or RangeError if the catalogue is invalid.
 * @example
 * await writeFile("docs/events.md", catalogueToMarkdown(events));
 */
export function catalogueToMarkdown(events: Catalogue): string {
  const entries = Object.entries(checkedCatalogue(events));
  const table = [
    "| event | level | kept | means |",
    "|---|---|---|---|",
    ...entries.map(([name, definition]) => tableRow(name, definition)),
  ];
  const sections = entries.map(([name, definition]) => section(name, definition));
  return `${["# Events", table.join("\n"), ...sections].join("\n\n")}\n`;
}

function tableRow(name: string, definition: EventDefinition): string {
  const kept = definition.retention === undefined ? "default" : duration(definition.retention);
  return row([code(name), levelOf(name, definition), kept, definition.description ?? ""]);
}

function section(name: string, definition: EventDefinition): string {
  const { description, payload } = definition;
  const heading = `## ${code(name)}`;
  const schema = payloadJsonSchema(name, payload);
  const parts = [heading, description && oneLine(description), facts(name, definition)];
  return [...parts, schema ? payloadText(schema) : "It has no payload."]
    .filter(Boolean)
    .join("\n\n");
}

function facts(name: string, definition: EventDefinition): string {
  const { retention, sample = 1, redact = [], version } = definition;
  const lines = [
    `Level: ${levelOf(name, definition)}.`,
    retention === undefined
      ? "Kept as long as the logger keeps its kind."
      : `Kept: ${duration(retention)}.`,
  ];
  if (version !== undefined) lines.push(`Version of the payload: ${version}.`);
  if (sample < 1) lines.push(`Sampled: ${sample * 100}% are kept, with a weight of ${1 / sample}.`);
  if (redact.length > 0) lines.push(`Redacted: ${redact.map(code).join(", ")}.`);
  return lines.join(" ");
}

function payloadText(schema: JsonSchema): string {
  const rows = fieldRows(schema, "", 1);
  if (rows.length > 0) {
    return ["| field | type | required | means |", "|---|---|---|---|", ...rows].join("\n");
  }
  return typeof schema.$comment === "string"
    ? `Its payload: ${oneLine(schema.$comment)}.`
    : "Its payload is any object.";
}

/** The rows of an object's fields, each followed by its nested fields. */
function fieldRows(schema: JsonSchema, prefix: string, depth: number): string[] {
  const required = new Set(asArray(schema.required));
  return Object.entries(asSchema(schema.properties)).flatMap(([key, value]) => {
    const field = asSchema(value);
    const path = `${prefix}${key}`;
    const needed = required.has(key) ? "yes" : "no";
    const own = row([code(path), typeText(field), needed, asText(field.description)]);
    if (depth === MAX_FIELD_DEPTH) return [own];
    const inner = field.type === "array" ? asSchema(field.items) : field;
    const separator = field.type === "array" ? "[]." : ".";
    return [own, ...fieldRows(inner, `${path}${separator}`, depth + 1)];
  });
}

/** A type as a developer would write it. */
function typeText(schema: JsonSchema): string {
  const options = asArray(schema.enum ?? (schema.const !== undefined ? [schema.const] : []));
  if (options.length > 0) return options.map((option) => JSON.stringify(option)).join(" or ");
  const either = asArray(schema.anyOf ?? schema.oneOf);
  if (either.length > 0) return either.map((option) => typeText(asSchema(option))).join(" or ");
  if (schema.type === "array") return `array of ${typeText(asSchema(schema.items))}`;
  if (Array.isArray(schema.type)) return schema.type.join(" or ");
  const type = asText(schema.type) || "anything";
  return schema.format === undefined ? type : `${type} (${asText(schema.format)})`;
}

function duration(retention: Retention): string {
  if (retention === "forever") return "forever";
  const count = retention / days(1);
  if (!Number.isInteger(count)) return `${retention} seconds`;
  return count === 1 ? "1 day" : `${count} days`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => oneLine(cell).replaceAll("|", "\\|")).join(" | ")} |`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** A name as inline code, even if it contains backticks. */
function code(name: string): string {
  return name.includes("`") ? `\`\` ${name} \`\`` : `\`${name}\``;
}

function asSchema(value: unknown): JsonSchema {
  return typeof value === "object" && value !== null ? (value as JsonSchema) : {};
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}
