/** Waits for work until a deadline, in ms since 1970. Never rejects. */
export async function until(deadline: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, deadline - Date.now()));
  });
  // Work that fails is over as well.
  await Promise.race([work, late]).catch(() => {});
  clearTimeout(timer);
}
