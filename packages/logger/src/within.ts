/** Waits for work, for at most the given ms. Never rejects. */
export async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms));
  });
  // Failed work is done too.
  await Promise.race([work, late]).catch(() => {});
  clearTimeout(timer);
}
