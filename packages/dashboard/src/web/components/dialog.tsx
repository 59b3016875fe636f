import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { dialog } from "../state/layout.js";
import { Icon } from "./icon.js";

interface DialogProps {
  title: string;
  class?: string;
  children: ComponentChildren;
}

/** A modal dialog: the browser traps the focus and restores it. */
export function Dialog({ title, class: className = "", children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  // Open before the next key is handled: it is meant for the dialog, not for the page's shortcuts.
  useLayoutEffect(() => {
    element.current?.showModal();
  }, []);
  const close = () => element.current?.close();
  return (
    <dialog
      ref={element}
      class={`dialog ${className}`}
      aria-label={title}
      onClose={() => {
        dialog.value = undefined;
      }}
      onClick={(event) => {
        if (event.target === element.current) close();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <header>
        <h2>{title}</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <div class="dialog-body">{children}</div>
    </dialog>
  );
}
