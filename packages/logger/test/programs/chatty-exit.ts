// A script that has used stderr before, which makes the pipe behind it one that can be full.
import { record } from "./setup.js";

console.error("starting");
record();
console.log("recorded");
process.exit(0);
