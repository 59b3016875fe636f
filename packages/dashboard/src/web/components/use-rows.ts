import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from "@tanstack/virtual-core";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

/**
 * The rows of a long list that are near to what is seen.
 *
 * @param height Of each row, in px.
 * @param covered So many px of the box are not for rows.
 */
export function useRows(
  box: RefObject<HTMLElement | null>,
  count: number,
  height: number,
  covered: number,
) {
  const [, redraw] = useState(0);
  const held = useRef<Virtualizer<HTMLElement, HTMLElement> | undefined>(undefined);
  held.current ??= new Virtualizer<HTMLElement, HTMLElement>({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    overscan: 2,
  });
  const virtualizer = held.current;
  virtualizer.setOptions({
    ...virtualizer.options,
    count,
    estimateSize: () => height,
    scrollPaddingEnd: covered,
    onChange: () => redraw((n) => n + 1),
  });
  useEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, height]);
  return virtualizer;
}
