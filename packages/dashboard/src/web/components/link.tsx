import type { ComponentChildren } from "preact";
import { hrefOf, navigate, type Route } from "../state/route.js";

interface LinkProps {
  to: Partial<Route>;
  class?: string;
  title?: string;
  isCurrent?: boolean;
  /** Of a link in a list that keys move through, whether Tab stops at it. Default: yes. */
  isTabStop?: boolean;
  children: ComponentChildren;
}

/** A link within the page: a real address, that a plain click reaches without leaving. */
export function Link(props: LinkProps) {
  const { to, class: className, title, isCurrent, isTabStop = true, children } = props;
  return (
    <a
      href={hrefOf(to)}
      class={className}
      title={title}
      tabIndex={isTabStop ? undefined : -1}
      aria-current={isCurrent ? "page" : undefined}
      onClick={(event) => {
        const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
        if (!isPlain) return;
        event.preventDefault();
        event.stopPropagation();
        navigate({ tail: false, open: "", ...to });
      }}
    >
      {children}
    </a>
  );
}
