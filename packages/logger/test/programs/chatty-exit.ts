// A script that has used stderr before, so its pipe may be full.
import { record } from "./setup.js";

console.error("starting");
record();
console.log("recorded");
process.exit(0);
