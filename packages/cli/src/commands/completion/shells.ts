/** The shells that `completion` prints a script for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

export type Shell = (typeof SHELLS)[number];

/** The hidden command that the scripts call; its arguments are the words of the command line that is being written. */
export const COMPLETE = "__complete";
