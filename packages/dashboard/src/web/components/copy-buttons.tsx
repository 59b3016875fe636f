import { useState } from "preact/hooks";
import type { ApiEvent } from "../../api/answers.js";
import { announce } from "../state/announce.js";
import { hrefOf } from "../state/route.js";
import { settings } from "../state/session.js";
import { curlCommand, getCommand } from "../text/commands.js";
import { Icon } from "./icon.js";

/** Buttons that copy an event as URL, CLI, curl or JSON. */
export function CopyButtons({ event }: { event: ApiEvent }) {
  const { id } = event;
  const { table, auth } = settings.value ?? {};
  const address = `${location.origin}/api/events/${encodeURIComponent(id)}`;
  return (
    <fieldset class="copies">
      <legend>Copy</legend>
      <CopyButton name="URL" text={() => location.origin + hrefOf({ view: "event", id })} />
      <CopyButton name="CLI" text={() => getCommand(id, table)} />
      <CopyButton name="curl" text={() => curlCommand(address, auth !== "none")} />
      <CopyButton name="JSON" text={() => JSON.stringify(event, null, 2)} />
    </fieldset>
  );
}

/** Copies a text and shows the outcome. */
function CopyButton({ name, text }: { name: string; text(): string }) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  const copy = async () => {
    const result = await navigator.clipboard.writeText(text()).then(
      () => "copied" as const,
      () => "failed" as const,
    );
    setState(result);
    announce(result === "copied" ? `${name} copied` : "The browser blocked copying");
    setTimeout(() => setState("idle"), 1_600);
  };
  return (
    <button type="button" class="button" aria-label={`Copy ${name}`} onClick={copy}>
      <Icon name={state === "copied" ? "check" : "copy"} />
      {state === "failed" ? "not allowed" : name}
    </button>
  );
}
