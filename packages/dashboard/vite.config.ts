import { defineConfig } from "vite";

/** Builds the page without anything inline, for a strict content security policy. */
export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist/web",
    emptyOutDir: true,
    manifest: true,
    license: { fileName: "licenses.txt" },
    target: ["chrome123", "firefox121", "safari17.5"],
    // The polyfill would be an inline script.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: {
    proxy: { "/api": process.env.SERVICE_EVENTS_API ?? "http://127.0.0.1:4700" },
  },
});
