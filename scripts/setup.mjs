// Makes a fresh clone ready for tests and the local app. Needs only Node.js and npm.
import "./install.mjs";

// The assets are built from the workspace's own sources, which change more often than the lock file.
await import("../packages/constructs/build-assets.mjs");
