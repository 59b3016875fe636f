import { defineConfig } from "vite";

/** The page: hashed files and a manifest, nothing inline, so that the strictest content policy fits. */
export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist/web",
    emptyOutDir: true,
    manifest: true,
    license: { fileName: "licenses.txt" },
    target: ["chrome123", "firefox121", "safari17.5"],
    // The polyfill for older browsers would be an inline script.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: {
    proxy: { "/api": process.env.SERVICE_EVENTS_API ?? "http://127.0.0.1:4700" },
  },
});
