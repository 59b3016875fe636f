/** Waits for work, but no longer than so many ms. Never rejects. */
export async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms));
  });
  // Work that fails is over as well.
  await Promise.race([work, late]).catch(() => {});
  clearTimeout(timer);
}
