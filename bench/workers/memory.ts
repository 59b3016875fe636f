const MB = 1024 * 1024;

/** The heap in use, in MB, after a collection; the process needs `--expose-gc`. */
export function heapMb(): number {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().heapUsed / MB);
}

/** The most memory that this process has ever had, in MB. */
export function peakRssMb(): number {
  return process.resourceUsage().maxRSS / 1024;
}
