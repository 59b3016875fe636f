/**
 * Exports of a catalogue, for builds, documentation and other languages. A separate entry point, so that functions do
 * not bundle it.
 */
export { catalogueToJsonSchema, type JsonSchema } from "./json-schema.js";
export { catalogueToMarkdown } from "./markdown.js";
