import { useEffect } from "preact/hooks";
import { isPaused, pauseTail, resumeTail } from "../state/tail.js";

/**
 * Who scrolls away from the newest reads: arrivals wait. Who comes back to the top sees them, unless it was not scrolling
 * that made them wait.
 */
export function useTailPause(box: { current: HTMLElement | null }, tail: boolean): void {
  useEffect(() => {
    const element = box.current;
    if (!element || !tail) return;
    let isPausedHere = false;
    const onScroll = () => {
      if (element.scrollTop > 0) {
        if (isPaused.peek()) return;
        isPausedHere = true;
        pauseTail();
        return;
      }
      if (isPausedHere && isPaused.peek()) resumeTail();
      isPausedHere = false;
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    onScroll();
    return () => element.removeEventListener("scroll", onScroll);
  }, [box, tail]);
}
