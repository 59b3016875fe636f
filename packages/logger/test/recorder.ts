import type { OriginRegistration } from "@service-events/schema";
import type { WriteEvent } from "../src/event-writer.js";
import {
  type Catalogue,
  type CheckedCatalogue,
  createLogger,
  type EventRecord,
  type Logger,
  type LoggerConfig,
} from "../src/index.js";
import { OK } from "../src/sink.js";

/** A logger that keeps what it records, says and registers. */
export interface Recorder<Events extends Catalogue> {
  logger: Logger<Events>;
  records: EventRecord<string>[];
  warnings: string[];
  lines: unknown[][];
  registered: OriginRegistration[];
}

/** Makes a logger with a catalogue, with the warnings apart from the other lines. */
export function recorder<const Events extends CheckedCatalogue>(
  events: Events,
  config: Partial<LoggerConfig<Events>> = {},
): Recorder<Events> {
  const records: EventRecord<string>[] = [];
  const registered: OriginRegistration[] = [];
  const warnings: string[] = [];
  const lines: unknown[][] = [];
  const keep: WriteEvent = Object.assign((record: EventRecord) => void records.push(record), {
    register: (registration: OriginRegistration) => {
      registered.push(registration);
      return { isKnown: true, send: async () => OK };
    },
  });
  const print = (...line: unknown[]) => void lines.push(line);
  const warn = (message: string) => void warnings.push(message);
  const logger = createLogger({
    origin: "orders",
    environment: "dev",
    writeEvent: keep,
    events,
    console: { debug: print, info: print, warn, error: print },
    ...config,
  });
  return { logger, records, warnings, lines, registered };
}

/** Events as somebody records them who has no compiler. */
export function unchecked(logger: Logger<Catalogue>): Logger<Catalogue>["event"] {
  return logger.event as Logger<Catalogue>["event"];
}
