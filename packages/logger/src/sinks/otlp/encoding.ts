import type { Charset } from "../../transport/http/post.js";
import type { Attribute } from "../shared/attributes.js";
import type { LogRecord } from "./log-record.js";

/** The records of one origin and environment. */
export interface ResourceLogs {
  readonly attributes: readonly Attribute[];
  /** Their texts from `encode`. */
  readonly texts: readonly string[];
}

/** A server's answer if it accepted only part of the records. */
export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

/** One of the two forms in which OTLP travels over HTTP. */
export interface Encoding {
  readonly contentType: string;
  /** Of requests, and of answers, which have their form. */
  readonly charset: Charset;
  /** Encodes a record as a text when it is recorded; its length is about its size in a request. */
  encode(record: LogRecord): string;
  /** The parts of a request for encoded records. */
  request(logs: readonly ResourceLogs[]): string[];
  /** Reads the answer to a request that succeeded, possibly only in part. */
  partialSuccess(answer: string): PartialSuccess;
}

/** Who made the records, in every request. */
export const SCOPE = "@service-events/logger";
