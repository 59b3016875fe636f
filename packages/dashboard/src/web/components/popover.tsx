import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon, type IconName } from "./icon.js";

interface PopoverProps {
  id: string;
  icon: IconName;
  /** The accessible name of the button. */
  label: string;
  /** The content of the button. */
  title: ComponentChildren;
  /** The accessible name of the popover. */
  name: string;
  children: ComponentChildren;
}

/** A button with a popover below it, kept within the window. */
export function Popover({ id, icon, label, title, name, children }: PopoverProps) {
  const button = useRef<HTMLButtonElement>(null);
  const popover = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = popover.current;
    const place = () => {
      if (!element || !button.current || !element.matches(":popover-open")) return;
      const anchor = button.current.getBoundingClientRect();
      const left = Math.min(anchor.left, innerWidth - element.offsetWidth - 8);
      element.style.left = `${Math.max(left, 8)}px`;
      element.style.top = `${anchor.bottom + 4}px`;
    };
    element?.addEventListener("toggle", place);
    addEventListener("resize", place);
    return () => {
      element?.removeEventListener("toggle", place);
      removeEventListener("resize", place);
    };
  }, []);
  return (
    <div>
      <button
        ref={button}
        type="button"
        class="button"
        popovertarget={id}
        aria-label={label}
        aria-haspopup="dialog"
      >
        <Icon name={icon} />
        {title}
      </button>
      <div ref={popover} id={id} class="popover" popover="auto" role="dialog" aria-label={name}>
        {children}
      </div>
    </div>
  );
}
