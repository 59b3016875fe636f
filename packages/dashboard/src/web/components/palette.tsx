import { useSignal } from "@preact/signals";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { commands } from "../state/commands.js";
import { dialog } from "../state/layout.js";
import { Dialog } from "./dialog.js";

/** All commands by name: a combobox in a dialog. */
export function Palette() {
  const text = useSignal("");
  const chosen = useSignal(0);
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.focus(), []);
  useEffect(() => {
    document.getElementById(`${id}-${chosen.value}`)?.scrollIntoView({ block: "nearest" });
  }, [chosen.value]);

  const wanted = text.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = commands().filter(({ name }) =>
    wanted.every((word) => name.toLowerCase().includes(word)),
  );
  const at = Math.min(chosen.value, found.length - 1);

  const run = (place: number) => {
    const command = found[place];
    if (!command) return;
    document.querySelector("dialog")?.close();
    dialog.value = undefined;
    // Close first: the dialog restores the focus, and the command may move it.
    requestAnimationFrame(() => command.run());
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      event.preventDefault();
      chosen.value = (at + move + found.length) % Math.max(found.length, 1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(at);
    }
  };

  return (
    <Dialog title="Commands" class="palette">
      <input
        ref={input}
        type="text"
        class="field"
        role="combobox"
        aria-label="Command"
        aria-expanded="true"
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
        autocomplete="off"
        spellcheck={false}
        placeholder="Type a command"
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
          chosen.value = 0;
        }}
        onKeyDown={onKeyDown}
      />
      <div id={id} role="listbox" aria-label="Commands" class="command-list">
        {found.map(({ name, key }, place) => (
          <div
            key={name}
            id={`${id}-${place}`}
            role="option"
            tabIndex={-1}
            class="option"
            aria-selected={place === at}
            onClick={() => run(place)}
          >
            <span>{name}</span>
            {key && <kbd>{key}</kbd>}
          </div>
        ))}
      </div>
      {found.length === 0 && <p class="muted">Unknown command</p>}
    </Dialog>
  );
}
