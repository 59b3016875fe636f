import { useEffect } from "preact/hooks";
import { isPaused, pauseTail, resumeTail } from "../state/tail.js";

/**
 * Pauses the tail while the reader has scrolled away from the top, and resumes it at the top, unless it was paused by
 * its button.
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
