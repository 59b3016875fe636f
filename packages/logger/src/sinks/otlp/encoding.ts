import type { Charset } from "../../transport/http/post.js";
import type { Attribute } from "../shared/attributes.js";
import type { LogRecord } from "./log-record.js";

/** The records of one origin and environment. */
export interface ResourceLogs {
  readonly attributes: readonly Attribute[];
  /** What `encode` made of them. */
  readonly texts: readonly string[];
}

/** What a server says of records that it took only in part. */
export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

/** One of the two forms in which OTLP travels over HTTP. */
export interface Encoding {
  readonly contentType: string;
  /** Of requests, and of answers, which have their form. */
  readonly charset: Charset;
  /** Writes a record as a text: when it is recorded, and so that its length is about what it will take. */
  encode(record: LogRecord): string;
  /** The texts that make the request for records that are already texts. */
  request(logs: readonly ResourceLogs[]): string[];
  /** Reads the answer to a request that succeeded, and perhaps only in part. */
  partialSuccess(answer: string): PartialSuccess;
}

/** Who made the records, in every request. */
export const SCOPE = "@service-events/logger";
