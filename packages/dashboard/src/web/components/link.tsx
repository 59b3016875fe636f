import type { ComponentChildren } from "preact";
import { hrefOf, navigate, type Route } from "../state/route.js";

interface LinkProps {
  to: Partial<Route>;
  class?: string;
  title?: string;
  isCurrent?: boolean;
  /** Whether it is a tab stop. Default: yes. */
  isTabStop?: boolean;
  children: ComponentChildren;
}

/** A link within the page: a real address, handled without a reload on a plain click. */
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
