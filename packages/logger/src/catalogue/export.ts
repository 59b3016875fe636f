/**
 * What a catalogue says of itself, for builds, documentation and other languages. A door of its own, so that nothing
 * of it lands in a function.
 */
export { catalogueToJsonSchema, type JsonSchema } from "./json-schema.js";
export { catalogueToMarkdown } from "./markdown.js";
