/** The version of this package: a constant, since a bundle has no package.json. */
export const VERSION = "0.1.0";
