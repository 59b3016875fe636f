// A server that, by accident of its dependencies, runs two copies of the logger.
import { record } from "./setup.js";

// Another bundle brings another copy.
await import(new URL("./natural-end.mjs", import.meta.url).href);
setInterval(() => {}, 60_000);
record();
console.log("ready");
