/** The version of this package: a constant, so that a bundle needs no file beside it. */
export const VERSION = "0.1.0";
