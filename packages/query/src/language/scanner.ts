import { QuerySyntaxError } from "./errors.js";

/** A word of the text, unquoted and unescaped. */
export interface Word {
  text: string;
  isQuoted: boolean;
  /** Offsets in the text; `end` is exclusive. */
  start: number;
  end: number;
}

/** Reads a text once, from left to right. */
export class Scanner {
  position = 0;

  constructor(readonly text: string) {}

  get isAtEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** The character at the position; empty at the end. */
  get current(): string {
    return this.text.charAt(this.position);
  }

  /** Whether a term ends here: at the end or before white space. */
  get isAtBreak(): boolean {
    return this.isAtEnd || isSpace(this.current);
  }

  skipSpaces(): void {
    while (!this.isAtEnd && isSpace(this.current)) this.position += 1;
  }

  /** Skips `expected` if it comes next, and returns whether it did. */
  accept(expected: string): boolean {
    if (!this.text.startsWith(expected, this.position)) return false;
    this.position += expected.length;
    return true;
  }

  /** Everything up to white space or one of the characters in `stops`. */
  readBare(stops: string): Word {
    const start = this.position;
    while (!this.isAtBreak && !stops.includes(this.current)) this.position += 1;
    return {
      text: this.text.slice(start, this.position),
      isQuoted: false,
      start,
      end: this.position,
    };
  }

  /** The text between two quotes; `\"` and `\\` stand for a quote and a backslash. */
  readQuoted(): Word {
    const start = this.position;
    let text = "";
    this.position += 1;
    while (!this.isAtEnd) {
      if (this.accept('\\"')) text += '"';
      else if (this.accept("\\\\")) text += "\\";
      else if (this.accept('"')) return { text, isQuoted: true, start, end: this.position };
      else {
        text += this.current;
        this.position += 1;
      }
    }
    throw this.error("unterminated quote", 'add the closing "', start);
  }

  error(problem: string, hint: string, position = this.position): QuerySyntaxError {
    return new QuerySyntaxError(problem, position + 1, hint);
  }
}

/** Whether a character is white space, which separates terms. */
export function isSpace(character: string): boolean {
  return /\s/.test(character);
}

/**
 * Puts a text into quotes.
 *
 * @example
 * quote('seat "12A"'); // "\"seat \\\"12A\\\"\""
 */
export function quote(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
