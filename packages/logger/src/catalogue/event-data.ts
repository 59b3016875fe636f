import type { Retention } from "@service-events/schema";
import type { Catalogue, EventDefinition } from "./definition.js";
import type { InputOf, StandardSchema } from "./standard-schema.js";

/** Options of every event. */
export interface EventDetails {
  /** Whom the event is about. Default: the logger's, if it was bound to one. */
  userId?: string;
  /** How long this event is kept: `days(5)`, a number of seconds, or `"forever"`. Default: its type's. */
  retention?: Retention;
}

/** One sentence for the people who read the log. */
export interface Described {
  description: string;
}

/** One sentence for the people who read the log. Default: the description in the catalogue. */
export interface DescribedInCatalogue {
  description?: string;
}

declare const none: unique symbol;

/** The payload type of an event without payload; named for the compiler's message. */
export interface EventHasNoPayload<Name extends string> {
  readonly [none]: Name;
}

/**
 * The names of a catalogue as string types: both enum members and their values are accepted.
 *
 * @example
 * type Name = EventName<typeof events>; // "ORDER_PLACED" | "PAYMENT_FAILED"
 */
export type EventName<Events extends Catalogue> = `${keyof Events & string}`;

/**
 * The data of an event of that name: the second argument of `logger.event()`. For a union of names, the data that is
 * valid for all of them.
 *
 * @example
 * function track<Name extends EventName<typeof events>>(name: Name, data: EventData<typeof events, Name>) {
 *   logger.event(name, data);
 * }
 */
export type EventData<Events extends Catalogue, Name extends EventName<Events>> = ForEach<
  Name,
  DataByName<Events>
>;

/**
 * The arguments of `event()` after the name: one, optional if none of its members are required.
 *
 * @example
 * function track<Name extends EventName<typeof events>>(name: Name, ...data: EventArguments<typeof events, Name>) {
 *   logger.event(name, ...data);
 * }
 */
export type EventArguments<Events extends Catalogue, Name extends EventName<Events>> =
  // In this direction, since TypeScript cannot resolve a condition on the type parameter itself in a generic function.
  Record<never, never> extends EventData<Events, Name>
    ? [data?: EventData<Events, Name>]
    : [data: EventData<Events, Name>];

/** Maps each name to the data of its events. The compiler evaluates only the members in use. */
type DataByName<Events extends Catalogue> = {
  readonly [Name in keyof Events & string as `${Name}`]: DataOf<`${Name}`, Events[Name]>;
};

/** The intersection of the members with these names. */
type ForEach<Name extends string, Members> = {
  readonly [Each in Name]: (member: Members[`${Each}` & keyof Members]) => void;
}[Name] extends (member: infer All) => void
  ? All
  : never;

type DataOf<Name extends string, Definition> = EventDetails &
  DescriptionOf<Definition> &
  PayloadOf<Name, Definition>;

type DescriptionOf<Definition> = Definition extends { readonly description: string }
  ? DescribedInCatalogue
  : Described;

type PayloadOf<Name extends string, Definition> = EventDefinition extends Definition
  ? { payload?: object }
  : Definition extends { readonly payload: infer Payload }
    ? Payload extends StandardSchema
      ? PayloadOfSchema<InputOf<Payload>>
      : { payload?: object }
    : { payload?: EventHasNoPayload<Name> };

type PayloadOfSchema<Input> = undefined extends Input ? { payload?: Input } : { payload: Input };
