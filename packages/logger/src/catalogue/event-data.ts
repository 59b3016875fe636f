import type { Retention } from "@service-events/schema";
import type { Catalogue, EventDefinition } from "./definition.js";
import type { InputOf, StandardSchema } from "./standard-schema.js";

/** What may be said about any event. */
export interface EventDetails {
  /** Whom the event is about. Default: the logger's, if it was bound to one. */
  userId?: string;
  /** How long this one event is kept: `days(5)`, another number of seconds, or `"forever"`. Default: its type's. */
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

/** Stands for the payload of an event whose catalogue entry has none, so that the compiler's message says so. */
export interface EventHasNoPayload<Name extends string> {
  readonly [none]: Name;
}

/** The names of a catalogue, as texts: members of an enum fit, and so does what they stand for. */
export type EventName<Events extends Catalogue> = keyof EventArguments<Events>;

/** What is said about an event of that name. */
export type EventData<
  Name extends string = string,
  Definition extends EventDefinition = EventDefinition,
> = EventDetails & DescriptionOf<Definition> & PayloadOf<Name, Definition>;

/**
 * By name, what `event()` takes behind it. A mapped type rather than a conditional one, so that a logger that knows
 * more events fits where one that knows fewer is asked for.
 */
export type EventArguments<Events extends Catalogue> = {
  readonly [Name in keyof Events & string as `${Name}`]: DataArgument<
    EventData<`${Name}`, Events[Name]>
  >;
};

/** Tells the compiler that what {@link EventArguments} holds are arrays. */
export type AsArguments<Arguments> = Arguments extends readonly unknown[] ? Arguments : never;

/** Where nothing must be said, the argument itself may be left out. */
type DataArgument<Data> = Partial<Data> extends Data ? [data?: Data] : [data: Data];

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
