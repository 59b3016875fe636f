/**
 * How long a read will still take, from the time that it took so far and the share that is done (0 to 1). Says so when
 * there is nothing to go by yet.
 */
export function timeLeft(elapsedMs: number, share: number): string {
  if (share <= 0.001 || elapsedMs < 500) return "estimating the time left";
  const seconds = Math.ceil((elapsedMs * (1 - share)) / share / 1000);
  if (seconds < 90) return `${seconds} s left`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min left` : `${Math.ceil(minutes / 60)} h left`;
}
