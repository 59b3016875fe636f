import type { LocalResource } from "../cloud-assembly/stack.js";
import { UnresolvedError } from "../errors.js";
import type { Log } from "../log.js";

/**
 * Reads resources one by one. Reports and skips one with a value that only AWS knows: the others still run.
 */
export function readEach<Result>(
  resources: readonly LocalResource[],
  log: Log,
  read: (resource: LocalResource) => Result[],
): Result[] {
  return resources.flatMap((resource) => {
    try {
      return read(resource);
    } catch (error) {
      if (!(error instanceof UnresolvedError)) throw error;
      log.note(`not run here: ${resource.label}: ${error.message}`);
      return [];
    }
  });
}
