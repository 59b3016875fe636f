/**
 * The query language and the bookkeeping of a follower, without anything that reads a table: it runs in browsers.
 *
 * @module
 */
export { type Completion, type CompletionOption, completeText } from "./complete.js";
export { EventIdError, QueryError, type QueryErrorCode, QuerySyntaxError } from "./errors.js";
export {
  type EventKey,
  isEventId,
  looksLikeEventId,
  parseEventId,
  toEventId,
} from "./event-id.js";
export { explainTerm } from "./explain.js";
export { FIELDS, type Field } from "./fields.js";
export { createFollower, type Follower, type Poll, type Seen } from "./follower.js";
export { matchesName } from "./names.js";
export { MAX_TEXT_LENGTH, parseQuery } from "./parse.js";
export { printQuery, printTerm } from "./print.js";
export type { Comparison, FieldName, Query, Term, Value } from "./query.js";
export { quote } from "./scanner.js";
export { keyTime, parseTime, TIME_FORMS } from "./time.js";
export { readTerm, splitTerms, type WrittenTerm } from "./written-terms.js";
