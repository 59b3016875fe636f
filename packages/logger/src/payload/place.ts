import { wellFormed } from "./text.js";

const MAX_LOSSES = 8;
const MAX_PATH_LENGTH = 200;

/** Where a walk through a value is, and what it had to leave out on its way. */
export class Place {
  /** How many objects and arrays the walk is in. */
  depth = 0;
  /** The key of each of them that the walk went through; those past `depth` are left over. */
  readonly keys: (string | number)[] = [];
  readonly #root: string;
  readonly #losses: string[] = [];
  #lossCount = 0;

  constructor(root: string) {
    this.#root = root;
  }

  /** The path to here. Put together only when someone asks. */
  readonly path = (): string => this.pathTo(this.depth);

  /** The path to the object at a depth. */
  pathTo(depth: number): string {
    return formatPath(this.#root, this.keys.slice(0, depth));
  }

  /** Notes that something was left out here. */
  lose(reason: string): void {
    this.#lossCount++;
    if (this.#losses.length < MAX_LOSSES) this.#losses.push(`${this.path()}: ${reason}`);
  }

  /** The first losses, and how many more there were; `undefined` when there were none. */
  losses(): string[] | undefined {
    if (this.#lossCount === 0) return undefined;
    const more = this.#lossCount - this.#losses.length;
    return more > 0 ? [...this.#losses, `and ${more} more`] : this.#losses;
  }
}

/**
 * A path as people write it: `payload.items[3].name`, and `payload["odd key"]` where a name needs quotes. A long one
 * is cut in the middle.
 */
export function formatPath(root: string, keys: readonly (string | number)[]): string {
  const path = keys.reduce<string>((before, key) => before + formatKey(key), root);
  if (path.length <= MAX_PATH_LENGTH) return path;
  const half = MAX_PATH_LENGTH / 2;
  return wellFormed(`${path.slice(0, half)}…${path.slice(-half)}`);
}

function formatKey(key: string | number): string {
  if (typeof key === "number") return `[${key}]`;
  return /^[\w$-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
