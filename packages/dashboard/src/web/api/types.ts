// The API says what it answers; the page takes the types alone, and none of its code.
import type { CountAnswer } from "../../api/answers.js";

export type {
  ApiEvent,
  CompletionsAnswer,
  ContextAnswer,
  CountAnswer,
  CountsAnswer,
  EventAnswer,
  EventsAnswer,
  ExplainAnswer,
  OidcSettings,
  SettingsAnswer,
  TypeAnswer,
  TypesAnswer,
} from "../../api/answers.js";

/** What counts are asked by. */
export type CountKey = "minute" | "hour" | "day" | "event" | "origin" | "level";

/** One value of a facet, or one bar. */
export type CountGroup = CountAnswer["groups"][number];
