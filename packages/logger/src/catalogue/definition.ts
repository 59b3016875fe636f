import { EventType, type Level, type Retention } from "@service-events/schema";
import type { InputOf, OutputOf, StandardSchema } from "./standard-schema.js";

/** The definition of an event type. Everything is optional. */
export interface EventDefinition {
  /** What the event means, for people. The default description of its events. */
  readonly description?: string;
  /** Default: `error` for `ERROR`, else `info`. */
  readonly level?: Level;
  /**
   * How long its events are kept: `days(90)`, a number of seconds, or `"forever"`. A call may override it.
   * Default: the value in the option `retention` or in `EVENT_LOG_RETENTION` for the type, else for all types.
   */
  readonly retention?: Retention;
  /**
   * What a payload looks like: a Standard Schema v1 (zod, valibot, arktype and others) of an object, synchronous and
   * without transforms, or `"any"` for any object. Default: the event has no payload.
   */
  readonly payload?: StandardSchema | "any";
  /** Names to redact in its payloads, at any depth, in addition to those that the logger redacts by default. */
  readonly redact?: readonly string[];
  /**
   * The fraction of its events to keep, above 0 and up to 1: `0.1` keeps one in ten, chosen at random, each with the
   * weight 10. Errors are never sampled. Default: 1.
   */
  readonly sample?: number;
  /** The version of its payload, a whole number from 1, stored with each event. Default: none is stored. */
  readonly version?: number;
}

/** Event types by name. */
export type Catalogue = Readonly<Record<string, EventDefinition>>;

/** The level of a type's events. */
export function levelOf(name: string, definition: EventDefinition): Level {
  return definition.level ?? (name === EventType.Error ? "error" : "info");
}

/** A type that carries an error message, so that the compiler prints it. */
export interface Mistake<Message extends string> {
  readonly mistake: Message;
}

/** The definitions, with each mistake replaced by a type that no value matches. */
export type CheckedDefinitions<Definitions extends Catalogue> = {
  readonly [Name in keyof Definitions]: Name extends `${string}#${string}`
    ? Mistake<"the name of an event may not contain '#'">
    : CheckedDefinition<Definitions[Name]>;
};

type CheckedDefinition<Definition> = {
  readonly [Option in keyof Definition]: Option extends "payload"
    ? CheckedPayload<Definition[Option]>
    : Option extends "sample"
      ? CheckedSample<Definition>
      : Option extends keyof EventDefinition
        ? Definition[Option]
        : Mistake<`${Option & string} is not an option of an event`>;
};

type CheckedPayload<Payload> = Payload extends StandardSchema
  ? Same<InputOf<Payload>, OutputOf<Payload>> extends true
    ? IsObject<InputOf<Payload>> extends true
      ? Payload
      : Mistake<"a payload is an object: its schema must be of one">
    : Mistake<"a payload is stored as it is given: its schema must not transform, coerce, brand or fill in defaults">
  : Payload;

/** A schema of unknown input may accept objects. */
type IsObject<Input> = unknown extends Input
  ? true
  : [Input] extends [object | undefined]
    ? true
    : false;

type CheckedSample<Definition> = Definition extends {
  readonly level: "error";
  readonly sample: unknown;
}
  ? Mistake<"errors are never sampled">
  : Definition extends { readonly sample: infer Sample extends number }
    ? IsShare<Sample> extends true
      ? Sample
      : Mistake<"sample is the part that is kept: above 0, up to 1">
    : Definition[keyof Definition & "sample"];

/** A number unknown to the compiler is checked when the catalogue is created. */
type IsShare<Sample extends number> = number extends Sample
  ? true
  : `${Sample}` extends "1" | `0.${string}` | `${number}e-${number}`
    ? `${Sample}` extends `-${string}`
      ? false
      : true
    : false;

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
