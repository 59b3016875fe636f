/**
 * Estimates the remaining time of a read from the time so far and the share done (0 to 1), once there is enough to go by.
 */
export function timeLeft(elapsedMs: number, share: number): string {
  if (share <= 0.001 || elapsedMs < 500) return "estimating the time left";
  const seconds = Math.ceil((elapsedMs * (1 - share)) / share / 1000);
  if (seconds < 90) return `${seconds} s left`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min left` : `${Math.ceil(minutes / 60)} h left`;
}
